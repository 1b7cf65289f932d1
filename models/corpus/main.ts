/** Makes the generated corpus: main.ts --seed 1 --videos 6000 --out runs/corpus */
import { parseArgs } from 'node:util';
import { generateCorpus, loadGenerated } from './generated.ts';
import { statisticsTable } from './statistics.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    videos: { type: 'string', default: '6000' },
    out: { type: 'string', default: 'runs/corpus' },
    workers: { type: 'string' },
  },
});

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} needs a whole number, not "${text}".`);
  process.exit(2);
};

const began = performance.now();
let said = 0;

/** A line a few times a minute, and at the end of each stage. */
function progress(stage: string, done: number, total: number): void {
  const now = performance.now();
  if (now - said < 5000 && done < total) return;
  said = now;
  console.log(`${((now - began) / 1000).toFixed(0)} s  ${stage} ${done} of ${total}`);
}

await generateCorpus({
  seed: whole('seed', values.seed),
  videos: whole('videos', values.videos),
  folder: values.out,
  onProgress: progress,
  ...(values.workers === undefined ? {} : { workers: whole('workers', values.workers) }),
});
console.log(statisticsTable(await loadGenerated(values.out)));
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s in all, in ${values.out}`);
