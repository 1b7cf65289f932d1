/**
 * Which options a live run needs at a delay: generated shows, their words at the times at which recognition would have
 * them, through the live pipeline in virtual time; the options of `liveOptionsFor`, and each of them changed.
 *
 *   node scripts/run.mjs models/corpus/main.ts --seed 1 --videos 700 --out runs/shows
 *   node scripts/run.mjs bench/delay-shows.ts runs/shows [DELAY…]
 */
import { packageFile } from '../src/core/paths.ts';
import { openDetector, type Detector } from '../src/analysis/detector.ts';
import { paceFor } from '../src/media/program/pace.ts';
import { starterFolders } from '../src/plugin/paths.ts';
import { liveOptionsFor, type DelayOptions } from '../src/streams/live-options.ts';
import { add, fromSeconds, micros, scale, subtract, type Micros } from '../src/streams/time.ts';
import { TAGS, type Cue, type Moment, type SpeechEvent, type Subtitle } from '../src/streams/values.ts';
import { loadGenerated, type GeneratedCorpus } from '../models/corpus/generated.ts';
import { familyOf } from '../models/encoders/families.ts';
import { labelledVideo } from '../models/evaluation/shows.ts';
import { judge, type LabelledVideo } from '../models/evaluation/whole-video.ts';
import { AUDIO_WIDTH, TEXT_WIDTH } from '../models/training/source.ts';
import {
  runLive,
  runRecorded,
  type LiveInput,
  type Ready,
  type TimedDetector,
} from './support/virtual-live.ts';

/** The recogniser's habits on two cores: a guess after a short pause, the same as final after a longer one. */
const GUESS_AFTER = fromSeconds(0.2);
const FINAL_AFTER = fromSeconds(0.48);
const WORK_PER_SECOND = 0.08;
const PROGRESS_EVERY = 0.5;
const LOOK_BACK = fromSeconds(0.256);
const DETECTION = fromSeconds(0.02);

const after = (sentence: Subtitle, pause: Micros): Micros =>
  add(add(sentence.end, pause), scale(subtract(sentence.end, sentence.start), WORK_PER_SECOND));

/** The show as recognition tells it. */
function heard(video: LabelledVideo): LiveInput {
  const sentences = video.speech.flatMap((event) => (event.type === 'subtitle' ? [event.subtitle] : []));
  const speech: Ready<SpeechEvent>[] = sentences.flatMap((subtitle) => [
    {
      at: after(subtitle, GUESS_AFTER),
      value: { type: 'subtitle', subtitle: { ...subtitle, final: false } },
    },
    { at: after(subtitle, FINAL_AFTER), value: { type: 'subtitle', subtitle } },
  ]);
  for (let second = PROGRESS_EVERY; second < video.seconds + 2; second += PROGRESS_EVERY) {
    const now = fromSeconds(second);
    const open = sentences.filter((own) => own.start < now && after(own, FINAL_AFTER) > now);
    const upTo = Math.min(now - LOOK_BACK, ...open.map(({ start }) => start));
    if (upTo > 0) speech.push({ at: now, value: { type: 'progress', upTo: micros(upTo) } });
  }
  return {
    frames: video.frames.map((value) => ({ at: add(value.at, DETECTION), value })),
    speech: speech.sort((a, b) => a.at - b.at),
    duration: fromSeconds(video.seconds),
  };
}

function remembering(detector: Detector): TimedDetector {
  const known = new Map<string, Promise<readonly Moment[]>>();
  return async (window) => {
    const key = [window.start, window.end, ...window.subtitles.map(({ subtitle }) => subtitle.id)].join(' ');
    const answer = known.get(key) ?? detector.detect([window]).then(([moments = []]) => moments);
    known.set(key, answer);
    return { moments: await answer, took: DETECTION };
  };
}

async function open({ library, blank, encoders }: GeneratedCorpus): Promise<Detector> {
  const { name } = familyOf(encoders.text);
  const detector = await openDetector(starterFolders[name], { threads: 1, blank, encoderNames: encoders });
  await detector.loadLibrary(
    library.ids.map((id, row) => ({
      id,
      tag: tagOf(library.tags[row]),
      audio: library.audio.subarray(row * AUDIO_WIDTH, (row + 1) * AUDIO_WIDTH),
      text: library.text.subarray(row * TEXT_WIDTH, (row + 1) * TEXT_WIDTH),
    })),
  );
  return detector;
}

const tagOf = (index: number | undefined): (typeof TAGS)[number] => TAGS[index ?? -1] ?? 'others';

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(7);
function line(label: string, judged: Parameters<typeof judge>[0]): void {
  const { found, matched, falseAlarmsPerMinute, cuesPerMoment } = judge(judged);
  const alarms = `false alarms ${falseAlarmsPerMinute.toFixed(2)} a minute`;
  console.log(
    `${label.padEnd(26)} found ${percent(found)}, matched ${percent(matched)}, ${alarms}, cues per key ${cuesPerMoment.toFixed(2)}`,
  );
}

/** Each option by itself, at other values. */
const CHANGES: readonly (readonly [string, Partial<DelayOptions>])[] = [
  ['window wait -1 s', { windowWait: fromSeconds(-1) }],
  ['window wait 1 s', { windowWait: fromSeconds(1) }],
  ['window wait 3 s', { windowWait: fromSeconds(3) }],
  ['window wait 12 s', { windowWait: fromSeconds(12) }],
  ['not on words', { windows: { onWords: false } }],
  ['on words', { windows: { onWords: true } }],
  ['waiting 1', { waiting: 1 }],
  ['doubt 0', { doubt: 0 }],
  ['doubt 0.1', { doubt: 0.1 }],
  ['overrun 0.5 s', { maxOverrun: fromSeconds(0.5) }],
  ['overrun 1 s', { maxOverrun: fromSeconds(1) }],
  ['overrun 3 s', { maxOverrun: fromSeconds(3) }],
  ['lateness 8 s', { maxLateness: fromSeconds(8) }],
];

const [folder = packageFile('runs', 'shows'), ...delays] = process.argv.slice(2);
const corpus = await loadGenerated(folder);
const network = await open(corpus);
const policy = { threshold: network.manifest.threshold };
const tags = Array.from(corpus.library.tags, tagOf);
const shows = [...corpus.splits.val, ...corpus.splits.test]
  .map((show) => labelledVideo(show, corpus.library.ids, tags))
  .map((video) => ({ video, input: heard(video), detector: remembering(network) }));

async function all(cuesOf: (input: LiveInput, detector: TimedDetector) => Promise<readonly Cue[]>) {
  const judged: { video: LabelledVideo; cues: readonly Cue[] }[] = [];
  for (const { video, input, detector } of shows) judged.push({ video, cues: await cuesOf(input, detector) });
  return judged;
}
const liveAt = (delay: Micros, change: Partial<DelayOptions> = {}) =>
  all(async (input, detector) => {
    const setting = { ...liveOptionsFor(delay), ...change, lead: paceFor(delay, true).lead, policy };
    const events = await runLive(input, detector, delay, setting);
    return events.flatMap((event) => (event.type === 'cue' ? [event.cue] : []));
  });

line('recorded', await all((input, detector) => runRecorded(input, detector, policy)));
for (const delay of delays.length > 0 ? delays.map(Number) : [0, 1, 2, 3, 5, 8, 12, 20, 40]) {
  line(`delay ${delay} s`, await liveAt(fromSeconds(delay)));
  if (delays.length > 0)
    for (const [name, change] of CHANGES) line(`  ${name}`, await liveAt(fromSeconds(delay), change));
}
await network.release();
