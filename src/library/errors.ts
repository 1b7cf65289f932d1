/** What can go wrong with a sound library. */
import { MomentfxError } from '../core/errors.ts';

/** The faults of a library, of the sounds that one is made of, and of the place where it is to go. */
export type LibraryErrorCode =
  | 'LIBRARY_MISSING'
  | 'LIBRARY_UNREADABLE'
  | 'LIBRARY_INVALID'
  | 'LIBRARY_DUPLICATE'
  | 'EFFECT_PATH'
  | 'EFFECT_MISSING'
  | 'EFFECT_UNREADABLE'
  | 'EFFECT_EMPTY'
  | 'EFFECT_TOO_LONG'
  | 'EFFECT_SILENT'
  | 'LIBRARY_FAULTS'
  | 'LIBRARY_METADATA'
  | 'LIBRARY_SOURCE'
  | 'LIBRARY_TARGET'
  | 'UNWRITABLE';

/** A fault in a library: the message names the file and the entry, `nextStep` says what to do. */
export class LibraryError extends MomentfxError<LibraryErrorCode> {}
