/** Which part of a live session the processor time of its main thread went to, from a V8 CPU profile. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const profileSchema = z.object({
  startTime: z.number(),
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** The innermost frame that fits says which part it is. */
const PARTS: readonly (readonly [part: string, file: RegExp])[] = [
  ['pictures', /media\/input\/video\//],
  ['speech sound', /speech-resampler\.ts$/],
  ['encoding', /output\/encode\//],
  ['mixing', /media\/mixer\//],
  ['sound decoding', /input\/audio\/(decoder|gaps)\.ts$/],
  ['writing', /media\/output\//],
  ['deciding', /src\/(streams|analysis)\/|plugin\/live\/(analysis-feed|decisions)\.ts$/],
  ['reports', /live\/report/],
  ['reading', /media\/input\//],
  ['delay line and clock', /media\/program\//],
];
const IDLE = '(idle)';
const COLLECTOR = '(garbage collector)';

/** Milliseconds a second by part, after the first `skip` seconds; `other` is what runs between the parts. */
export function partsOf(file: string, skip: number): Map<string, number> {
  const profile = profileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const { id, children } of profile.nodes) for (const child of children ?? []) parents.set(child, id);
  const partOf = (sample: number): string => {
    const name = nodes.get(sample)?.callFrame.functionName;
    if (name === IDLE) return IDLE;
    if (name === COLLECTOR) return 'garbage collection';
    for (let at: number | undefined = sample; at !== undefined; at = parents.get(at)) {
      const url = nodes.get(at)?.callFrame.url ?? '';
      const found = PARTS.find(([, pattern]) => pattern.test(url));
      if (found !== undefined) return found[0];
    }
    return 'other';
  };
  const known = new Map<number, string>();
  const spent = new Map<string, number>();
  let [time, total] = [0, 0];
  for (const [index, sample] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    time += delta;
    if (time < skip * 1e6) continue;
    const part = known.get(sample) ?? partOf(sample);
    known.set(sample, part);
    total += delta;
    if (part !== IDLE) spent.set(part, (spent.get(part) ?? 0) + delta);
  }
  return new Map([...spent].map(([part, micros]) => [part, (1000 * micros) / total]));
}
