/** Trains the bundled checkpoint: main.ts --out models/starter --minutes 40 --seed 1 [--run DIR] [--resume] */
import { parseArgs } from 'node:util';
import { progressLine } from './progress.ts';
import { trainStarter } from './starter.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'models/starter' },
    run: { type: 'string', default: 'runs/starter' },
    corpus: { type: 'string', default: 'runs/corpus' },
    videos: { type: 'string', default: '6000' },
    minutes: { type: 'string', default: '45' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
});

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} needs a positive number, not "${text}".`);
  process.exit(2);
}

/** `--steps 500,4000`: pre-training, end to end. */
function parseSteps(text: string): { msm: number; endToEnd: number } {
  const [msm = '', endToEnd = ''] = text.split(',');
  return { msm: positive('steps', msm), endToEnd: positive('steps', endToEnd) };
}

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
const line = progressLine(process.stdout, performance.now.bind(performance));
const result = await trainStarter({
  folder: values.run,
  model: values.out,
  corpus: values.corpus,
  seed: positive('seed', values.seed),
  videos: positive('videos', values.videos),
  minutes: positive('minutes', values.minutes),
  threads: positive('threads', values.threads),
  ...(values.steps === undefined ? {} : { steps: parseSteps(values.steps) }),
  resume: values.resume,
  signal: abort.signal,
  onStep: (report) => line.report(report),
  say: (text) => line.say(text),
});
line.end();
if (result.outcome === 'interrupted') {
  console.log(`Interrupted; go on with --resume --run ${values.run}.`);
  process.exitCode = 130;
} else {
  const { found, matched, falseAlarmsPerMinute, cuesPerMoment } = result.assessment.wholeVideo;
  console.log(
    `${values.out}: threshold ${result.manifest.threshold}; test shows: found ${(100 * found).toFixed(1)} %, right tag ${(100 * matched).toFixed(1)} %, ${falseAlarmsPerMinute.toFixed(2)} false alarms a minute, ${cuesPerMoment.toFixed(2)} cues per key moment`,
  );
}
