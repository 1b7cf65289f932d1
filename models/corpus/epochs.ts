import { Random } from '../training/random.ts';

/** Separates the shuffles of epochs from every other use of a seed. */
const EPOCH_SEED = 0x5eed0e;

/** The order of `count` videos in an epoch; it depends on nothing else, so a resumed run sees the same. */
function epochOrder(count: number, epoch: number): number[] {
  return new Random(EPOCH_SEED + epoch).sample([...Array(count).keys()], count);
}

/** Which of `count` videos make the batch of a step when epochs follow each other without a gap. */
export function epochBatch(count: number, step: number, batchSize: number): number[] {
  const indices: number[] = [];
  let order: number[] = [];
  let epoch = -1;
  for (let i = step * batchSize; i < (step + 1) * batchSize; i++) {
    if (Math.floor(i / count) !== epoch) {
      epoch = Math.floor(i / count);
      order = epochOrder(count, epoch);
    }
    indices.push(order[i % count]!);
  }
  return indices;
}
