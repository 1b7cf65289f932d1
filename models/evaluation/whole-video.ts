/**
 * How a checkpoint does on whole videos, as on a live stream: a window every second goes through the very pipeline
 * that decorates (place, cross-window NMS, schedule, policy), and the cues are judged against key moments.
 */
import { from, lastValueFrom, of, reduce } from 'rxjs';
import type { Detector } from '../../src/streams/detect.ts';
import { cues, type RecordedEvent } from '../../src/streams/pipeline.ts';
import type { Threshold } from '../../src/streams/needed.ts';
import { fromSeconds, toSeconds } from '../../src/streams/time.ts';
import type { Cue, Frame, Moment, SpeechEvent, Tag, Window } from '../../src/streams/values.ts';

/** A video as the stream sees it, and what is true of it; times in seconds. */
export interface LabelledVideo {
  readonly name: string;
  /** Its length. */
  readonly seconds: number;
  readonly frames: readonly Frame[];
  readonly speech: readonly SpeechEvent[];
  readonly moments: readonly {
    readonly start: number;
    readonly end: number;
    /** Effects and tags that fit. */
    readonly sfx: readonly string[];
    readonly tags: readonly Tag[];
  }[];
  /** Where a cue would be neither wanted nor wrong: it does not count there. */
  readonly taste?: readonly { readonly start: number; readonly end: number }[];
}

/** All windows of a video with what the network said, so that one pass serves every threshold. */
export interface Sighted {
  readonly video: LabelledVideo;
  /** The moments of each window by its index. */
  readonly byWindow: ReadonlyMap<number, readonly Moment[]>;
}

/** How cues did on whole videos; shares are 0…1, and 0 where there is nothing to count. */
export interface WholeVideoFigures {
  /** Share of key moments with a cue. */
  readonly found: number;
  /** Share of key moments with a cue of a fitting tag. */
  readonly matched: number;
  /** Share of key moments with a cue of a fitting effect. */
  readonly exact: number;
  readonly falseAlarmsPerMinute: number;
  readonly cuesPerMoment: number;
  /** Share of cues that lie at a key moment. */
  readonly precision: number;
}

/** A cue belongs to a moment when it starts at most this long before its start or after its end, in seconds. */
const BEFORE = 1.0;
const AFTER = 1.5;

/** A threshold, with what the checkpoint has besides. */
export type ThresholdPolicy = Pick<Threshold, 'threshold'> & Partial<Threshold>;

async function run(video: LabelledVideo, detector: Detector, policy: ThresholdPolicy): Promise<Cue[]> {
  const events$ = cues(from(video.frames), from(video.speech), detector, {
    mode: 'recorded',
    policy,
  });
  return lastValueFrom(
    events$.pipe(
      reduce((all: Cue[], event: RecordedEvent) => (event.type === 'cue' ? [...all, event.cue] : all), []),
    ),
  );
}

/** Shows every window of a video to the network once. */
export async function sight(
  video: LabelledVideo,
  detect: (windows: readonly Window[]) => Promise<readonly (readonly Moment[])[]>,
): Promise<Sighted> {
  const byWindow = new Map<number, readonly Moment[]>();
  const remember: Detector = async (windows) => {
    const moments = await detect(windows);
    for (const [i, { index }] of windows.entries()) byWindow.set(index, moments[i] ?? []);
    return moments;
  };
  // Nothing is to become a cue yet.
  await run(video, remember, { threshold: 1 });
  return { video, byWindow };
}

/**
 * The cues of a video at a threshold, or with the offsets of tags too.
 * @internal Tested on hand-made detections.
 */
export const cuesAt = ({ video, byWindow }: Sighted, at: number | ThresholdPolicy): Promise<Cue[]> =>
  run(
    video,
    (windows) => of(windows.map(({ index }) => byWindow.get(index) ?? [])),
    typeof at === 'number' ? { threshold: at } : at,
  );

/** Whether a cue belongs to a stretch of its video, in seconds. */
export const isNear = (cue: Pick<Cue, 'at'>, { start, end }: { start: number; end: number }): boolean =>
  toSeconds(cue.at) >= start - BEFORE && toSeconds(cue.at) <= end + AFTER;

/** Judges cues against key moments, over all videos together. */
export function judge(
  videos: readonly { readonly video: LabelledVideo; readonly cues: readonly Cue[] }[],
): WholeVideoFigures {
  let [moments, found, matched, exact, count, strays, seconds] = [0, 0, 0, 0, 0, 0, 0];
  for (const { video, cues: all } of videos) {
    const astray = (cue: Cue): boolean => !video.moments.some((moment) => isNear(cue, moment));
    const own = all.filter((cue) => !(astray(cue) && video.taste?.some((span) => isNear(cue, span))));
    for (const moment of video.moments) {
      const hits = own.filter((cue) => isNear(cue, moment));
      moments += 1;
      if (hits.length > 0) found += 1;
      if (hits.some(({ tag }) => moment.tags.includes(tag))) matched += 1;
      if (hits.some(({ sfx }) => moment.sfx.includes(sfx))) exact += 1;
    }
    count += own.length;
    strays += own.filter(astray).length;
    seconds += video.seconds;
  }
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    found: share(found, moments),
    matched: share(matched, moments),
    exact: share(exact, moments),
    falseAlarmsPerMinute: share(60 * strays, seconds),
    cuesPerMoment: share(count, moments),
    precision: share(count - strays, count),
  };
}

/** The figures of all videos together at a threshold, or with what the checkpoint has besides. */
export async function figuresAt(
  sighted: readonly Sighted[],
  at: number | ThresholdPolicy,
): Promise<WholeVideoFigures> {
  const judged = [];
  for (const own of sighted) judged.push({ video: own.video, cues: await cuesAt(own, at) });
  return judge(judged);
}

/** The threshold that `fitThreshold` chose. */
export interface FittedThreshold {
  readonly threshold: number;
  readonly figures: WholeVideoFigures;
  /** Every candidate with its figures, in the order given. */
  readonly tried: readonly { readonly threshold: number; readonly figures: WholeVideoFigures }[];
}

/**
 * Most false alarms a minute that a threshold may bring on validation videos: half of what a show may bear (0.8), since
 * recognised speech brings more of them than the corpus's, and a stray effect on air costs more than a missed one.
 */
const MOST_FALSE_ALARMS = 0.4;

/**
 * The lowest threshold that keeps false alarms at or below `MOST_FALSE_ALARMS`, so that most moments are found within
 * that limit; the highest candidate if none does. `besides` holds with each. Rejects with a RangeError without candidates.
 */
export async function fitThreshold(
  sighted: readonly Sighted[],
  candidates: readonly number[],
  besides: Omit<ThresholdPolicy, 'threshold'> = {},
): Promise<FittedThreshold> {
  const tried = [];
  for (const threshold of candidates)
    tried.push({ threshold, figures: await figuresAt(sighted, { ...besides, threshold }) });
  const rising = tried.toSorted((a, b) => a.threshold - b.threshold);
  const quiet = rising.find(({ figures }) => figures.falseAlarmsPerMinute <= MOST_FALSE_ALARMS);
  const best = quiet ?? rising.at(-1);
  if (best === undefined) throw new RangeError('no threshold to choose from');
  return { ...best, tried };
}

/** 0.05, 0.1, … 0.95. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** Speech that is wholly known: every sentence final, and none after them. Times in seconds; ids are `s0`, `s1`, … */
export function knownSpeech(
  texts: readonly {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    readonly embedding: Float32Array;
  }[],
): SpeechEvent[] {
  return texts.map(({ text, start, end, embedding }, i) => ({
    type: 'subtitle',
    subtitle: {
      id: `s${i}`,
      start: fromSeconds(start),
      end: fromSeconds(end),
      text,
      embedding,
      final: true,
    },
  }));
}
