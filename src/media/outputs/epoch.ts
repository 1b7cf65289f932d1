/** The packets between two `begin`s of an output, with their streams. */
import type { OutputStreams } from './output.ts';
import type { ProgramCopy } from './program.ts';
import { PacketQueue, type QueueLimits } from './queue.ts';

export interface Epoch {
  readonly program: ProgramCopy;
  readonly queue: PacketQueue;
  /** Fires when no more will come: waiting for another try is pointless. */
  readonly over: AbortController;
  /** Ends whatever is blocked; what is left is not written. */
  readonly abandoned: AbortController;
}

/** `copy` is owned by the epoch. */
export const newEpoch = (program: OutputStreams, copy: ProgramCopy, limits: QueueLimits): Epoch => ({
  program: copy,
  queue: new PacketQueue(program.video !== undefined, limits),
  over: new AbortController(),
  abandoned: new AbortController(),
});
