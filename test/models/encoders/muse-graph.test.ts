/** The network of the family `muse` and the archive of its weights, on a tiny one that is made here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { museGraph } from '../../../models/encoders/muse/graph.ts';
import { museShapes, readMuse, type MuseParameters } from '../../../models/encoders/muse/weights.ts';
import { openSession } from '../../../src/analysis/encoders/session.ts';
import { Tensor } from '../../../src/analysis/onnxruntime.ts';
import { npy, zip } from '../../support/npz.ts';
import { closeTo } from '../../support/parity.ts';
import { plainMuse, TINY_MUSE, tinyMuse } from '../../support/plain-muse.ts';
import { rejects } from '../../support/within.ts';

const test = suite<{ folder: string }>('muse', { folder: '' });
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-muse-'));
});
test.after.each(({ folder }) => rm(folder, { recursive: true, force: true }));

test('the graph gives what plain loops give, for one sentence and for several of one batch', async () => {
  const parameters = tinyMuse();
  const session = await openSession('tiny', museGraph(parameters), 1);
  const sentences = [[1, 2], [7], [1, 11, 4, 4, 0, 9, 2], [5, 3, 8, 10]];
  const length = 8;
  const tokens = new Int32Array(sentences.length * length).fill(-1);
  sentences.forEach((sentence, row) => tokens.set(sentence, row * length));
  try {
    const together = await session.run(
      { tokens: new Tensor('int32', tokens, [sentences.length, length]) },
      'embedding',
    );
    for (const [row, sentence] of sentences.entries()) {
      const expected = plainMuse(parameters, sentence);
      const { width } = TINY_MUSE;
      closeTo(together.slice(row * width, (row + 1) * width), expected, 1e-5, `${sentence.join()}, padded`);
      const alone = new Tensor('int32', Int32Array.from(sentence), [1, sentence.length]);
      closeTo(await session.run({ tokens: alone }, 'embedding'), expected, 1e-5, sentence.join());
    }
  } finally {
    await session.release();
  }
});

/** The members of an archive of such parameters, as the published one has them. */
function membersOf({ sizes, table, values }: MuseParameters): Record<string, Uint8Array> {
  const { blocks, rows, width } = sizes;
  const members: Record<string, Uint8Array> = { 'bits.npy': npy(Uint8Array.of(8), [1]) };
  for (let block = 0; block < blocks; block += 1) {
    const own = Uint8Array.from(
      { length: rows * width },
      (_, i) => table[(Math.floor(i / width) * blocks + block) * width + (i % width)]!,
    );
    members[`q${block + 1}.npy`] = npy(own, [rows, width]);
  }
  for (const [name, shape] of museShapes(sizes)) members[`${name}.npy`] = npy(values.get(name)!, shape);
  return members;
}

test('the archive comes back, whether its members are stored or deflated', async ({ folder }) => {
  const parameters = tinyMuse();
  const file = join(folder, 'weights.npz');
  await writeFile(file, zip(membersOf(parameters)));
  const read = await readMuse(file, TINY_MUSE);
  assert.equal(read.table, parameters.table);
  assert.equal(new Map([...read.values].sort()), new Map([...parameters.values].sort()));
});

test('an archive that lacks something, or has it in another shape, is told by name', async ({ folder }) => {
  const members = membersOf(tinyMuse());
  const file = join(folder, 'weights.npz');
  const read = async (
    own: Record<string, Uint8Array>,
    ...fault: readonly [RegExp, RegExp?]
  ): Promise<void> => {
    await writeFile(file, zip(own));
    await rejects(readMuse(file, TINY_MUSE), ...fault);
  };
  const { 'q2.npy': q2, 'd1.npy': d1, ...others } = members;
  await read(others, /lacks q2, d1$/, /^Get the weights again with `momentfx models pull muse`$/);
  await read({ ...others, 'q2.npy': q2!, 'd1.npy': npy(new Float32Array(4), [2, 2]) }, /has d1 as \[2, 2\]/);
  await read({ ...others, 'd1.npy': d1!, 'q2.npy': npy(new Float32Array(24), [4, 6]) }, /has q2 as/);
  const whole = zip(members);
  for (const [bytes, fault] of [
    [Buffer.from('no zip'), /does not end like a zip file/],
    [whole.subarray(200), /damaged|cut off|not where it should be/],
  ] as const) {
    await writeFile(file, bytes);
    await rejects(readMuse(file, TINY_MUSE), fault);
  }
  await rejects(readMuse(join(folder, 'none.npz'), TINY_MUSE), /none\.npz.*cannot be read/);
});

test.run();
