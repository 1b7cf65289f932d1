/** Faults between momentfx and OBS, each with what to do about it. */
import { MomentfxError } from '../../core/errors.ts';

/** Stable names of the faults. */
export type ObsErrorCode =
  /** Nothing listens there. */
  | 'obs-unreachable'
  /** OBS's WebSocket server is switched off. */
  | 'obs-server-off'
  /** It runs, which keeps its settings from being changed. */
  | 'obs-running'
  /** It is closed. */
  | 'obs-not-running'
  /** OBS was never started here. */
  | 'obs-not-found'
  | 'obs-password-wrong'
  | 'obs-password-missing'
  /** Something else answers there. */
  | 'obs-not-obs'
  /** It lacks requests that are needed. */
  | 'obs-too-old'
  /** The connection is gone; it is tried again. */
  | 'obs-gone'
  | 'obs-refused'
  | 'obs-settings-broken'
  /** OBS is on another machine, where that does not work. */
  | 'obs-elsewhere'
  /** OBS streams, which keeps its stream settings from being changed. */
  | 'obs-streaming'
  /** OBS's own service can't be sent on to. */
  | 'obs-service-unusable'
  /** Another relay is at work. */
  | 'obs-relayed'
  /** Another momentfx is attached to it. */
  | 'obs-attached'
  /** What was changed in OBS could not be put back. */
  | 'obs-not-restored'
  | 'obs-journal-broken';

/** What is wrong with OBS or the way to it; none holds a password or a stream key. Exit code 2. */
export class ObsError extends MomentfxError<ObsErrorCode> {}
