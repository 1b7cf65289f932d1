/** How a network does on live shows: through the live pipeline in virtual time, at each delay, and as recorded input. */
import { liveOptionsFor } from '../../../src/streams/live-options.ts';
import { fromSeconds, toSeconds, type Micros } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';
import {
  isNear,
  judge,
  type LabelledVideo,
  type ThresholdPolicy,
  type WholeVideoFigures,
} from '../whole-video.ts';
import { heardShow } from './heard-show.ts';
import { runLive, runRecorded, type LiveInput, type TimedDetector } from './virtual-live.ts';

/** A show with what answers its windows. */
export interface LiveShow {
  readonly video: LabelledVideo;
  readonly detector: TimedDetector;
}

/** How long after the last sample of a key sentence its effect came, in media seconds; negative while it is spoken. */
export interface Reaction {
  /** Half and nineteen of twenty of the found moments had their effect by then; NaN without any. */
  readonly half: number;
  readonly most: number;
}

/** Figures of all shows together at one delay. */
export interface LiveFigures extends WholeVideoFigures {
  /** Seconds from the input to what leaves; `recorded` where all is known before anything leaves. */
  readonly delay: number | 'recorded';
  readonly reaction: Reaction;
}

/** What a live run is set to. */
export interface LiveSettings {
  /** In seconds, beside recorded input. */
  readonly delays: readonly number[];
  readonly policy: ThresholdPolicy;
  /** How early a cue must be known at a delay, as the program that plays it needs it. */
  readonly lead: (delay: Micros) => Micros;
}

interface Judged {
  readonly video: LabelledVideo;
  readonly cues: readonly Cue[];
}

/** The figures at each delay, then those of recorded input. */
export async function liveFigures(
  shows: readonly LiveShow[],
  settings: LiveSettings,
): Promise<LiveFigures[]> {
  const { policy, lead } = settings;
  const heard = shows.map((show) => ({ ...show, input: heardShow(show.video) }));
  const all = async (
    delay: LiveFigures['delay'],
    cuesOf: (input: LiveInput, detector: TimedDetector) => Promise<readonly Cue[]>,
  ): Promise<LiveFigures> => {
    const judged: Judged[] = [];
    for (const { video, input, detector } of heard)
      judged.push({ video, cues: await cuesOf(input, detector) });
    return { delay, ...judge(judged), reaction: reactionOf(judged) };
  };
  const rows: LiveFigures[] = [];
  for (const seconds of settings.delays) {
    const delay = fromSeconds(seconds);
    const setting = { ...liveOptionsFor(delay), lead: lead(delay), policy };
    rows.push(
      await all(seconds, async (input, detector) => {
        const events = await runLive(input, detector, delay, setting);
        return events.flatMap((event) => (event.type === 'cue' ? [event.cue] : []));
      }),
    );
  }
  return [...rows, await all('recorded', (input, detector) => runRecorded(input, detector, policy))];
}

/** Of the first cue of each found moment. */
function reactionOf(judged: readonly Judged[]): Reaction {
  const times = judged
    .flatMap(({ video, cues }) =>
      video.moments.flatMap((moment) => {
        const own = cues.filter((cue) => isNear(cue, moment)).map(({ at }) => toSeconds(at));
        return own.length === 0 ? [] : [Math.min(...own) - moment.end];
      }),
    )
    .sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
  return { half: at(0.5), most: at(0.95) };
}
