/**
 * Which options a live run needs at a delay: generated shows, their words at the times at which recognition would have
 * them, through the live pipeline in virtual time; the options of `liveOptionsFor`, and each of them changed.
 *
 *   node scripts/run.mjs models/corpus/main.ts --seed 1 --videos 700 --out runs/shows
 *   node scripts/run.mjs bench/delay-shows.ts runs/shows [DELAY…]
 */
import { checkpointPolicy } from '../src/analysis/manifest.ts';
import { packageFile } from '../src/core/paths.ts';
import { openDetector, type Detector } from '../src/analysis/detector.ts';
import { paceFor } from '../src/media/program/pace.ts';
import { starterFolders } from '../src/plugin/paths.ts';
import { liveOptionsFor, type DelayOptions } from '../src/streams/live-options.ts';
import { fromSeconds, type Micros } from '../src/streams/time.ts';
import { TAGS, type Cue } from '../src/streams/values.ts';
import { loadGenerated, type GeneratedCorpus } from '../models/corpus/generated.ts';
import { familyOf } from '../models/encoders/families.ts';
import { askedOnce, WindowCost } from '../models/evaluation/live/asked-once.ts';
import { heardShow } from '../models/evaluation/live/heard-show.ts';
import {
  runLive,
  runRecorded,
  type LiveInput,
  type TimedDetector,
} from '../models/evaluation/live/virtual-live.ts';
import { labelledVideo } from '../models/evaluation/shows.ts';
import { judge, type LabelledVideo } from '../models/evaluation/whole-video.ts';
import { AUDIO_WIDTH, TEXT_WIDTH } from '../models/training/source.ts';
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
const policy = { threshold: network.manifest.threshold, ...checkpointPolicy(network.manifest) };
const tags = Array.from(corpus.library.tags, tagOf);
const shows = [...corpus.splits.val, ...corpus.splits.test]
  .map((show) => labelledVideo(show, corpus.library.ids, tags))
  .map((video) => ({
    video,
    input: heardShow(video),
    detector: askedOnce((windows) => network.detect(windows), new WindowCost()),
  }));

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
