/**
 * Tunes the sentence encoder: main.ts --out FILE [--plain FILE.jsonl.gz] [--seed 1] [--threads 2]. `momentfx train --tune`
 * tunes one for the run, in its folder, before it trains the network.
 */
import { parseArgs } from 'node:util';
import { TUNED_FILE } from '../../encoders/minilm/config.ts';
import { tuneOnTalks } from './talks.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: TUNED_FILE },
    plain: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
  },
});
const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort(new Error('interrupted'));
});
const tuned = await tuneOnTalks({
  file: values.out,
  seed: Number(values.seed),
  threads: Number(values.threads),
  signal: stop.signal,
  say: (line) => {
    console.log(line);
  },
  ...(values.plain === undefined ? {} : { plain: values.plain }),
});
if (tuned === undefined) process.exitCode = 130;
