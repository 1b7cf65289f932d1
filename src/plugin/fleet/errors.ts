/** Faults of a fleet: of its Redis, of what is submitted to it, of its workers. */
import { MomentfxError } from '../../core/errors.ts';

/** What can go wrong with a fleet. */
export type FleetErrorCode =
  | 'redis-address'
  | 'redis-unreachable'
  | 'redis-refused'
  | 'redis-too-old'
  | 'redis-evicts'
  | 'secret-in-plain'
  | 'not-unsealed'
  | 'bad-job'
  | 'bad-list'
  | 'no-such-job'
  | 'no-such-worker'
  | 'lease-lost'
  | 'publish-refused'
  | 'publish-failed';

/** A fault of a fleet; `code` names it for programs. @public */
export class FleetError extends MomentfxError<FleetErrorCode> {}
