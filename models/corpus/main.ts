/** Makes the generated corpus: main.ts --seed 1 --videos 6000 --out runs/corpus [--plain FILE] [--encoders lite] */
import { parseArgs } from 'node:util';
import { ensureEncoders } from '../encoders/cache.ts';
import { availableFamily, FAMILIES, FAMILY_NAMES } from '../encoders/families.ts';
import { generateCorpus, loadGenerated } from './generated.ts';
import { statisticsTable } from './statistics.ts';
import { plainTalkFrom } from './talks/speeches.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    videos: { type: 'string', default: '6000' },
    out: { type: 'string', default: 'runs/corpus' },
    plain: { type: 'string' },
    encoders: { type: 'string' },
    workers: { type: 'string' },
  },
});

function fail(words: string): never {
  console.error(words);
  process.exit(2);
}

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail(`--${name} needs a whole number, not "${text}".`);
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

const asked = values.encoders ?? (await availableFamily());
const family =
  FAMILY_NAMES.find((name) => name === asked) ??
  fail(`--encoders needs one of ${FAMILY_NAMES.join(', ')}, not "${asked}".`);
await generateCorpus({
  seed: whole('seed', values.seed),
  videos: whole('videos', values.videos),
  folder: values.out,
  encodersFolder: await ensureEncoders(FAMILIES[family]),
  tunedPart: await FAMILIES[family].tunedPart?.(),
  plain: await plainTalkFrom(values.plain),
  onProgress: progress,
  ...(values.workers === undefined ? {} : { workers: whole('workers', values.workers) }),
});
console.log(statisticsTable(await loadGenerated(values.out)));
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s in all, in ${values.out}`);
