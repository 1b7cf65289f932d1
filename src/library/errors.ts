/** What can go wrong with a sound library. */
import { MomentfxError } from '../core/errors.ts';

/** The faults of a library, of the sounds that one is made of, and of the place where it is to go. */
export type LibraryErrorCode =
  | 'library-missing'
  | 'library-unreadable'
  | 'library-invalid'
  | 'library-duplicate'
  | 'effect-path'
  | 'effect-missing'
  | 'effect-unreadable'
  | 'effect-empty'
  | 'effect-too-long'
  | 'effect-silent'
  | 'library-faults'
  | 'library-metadata'
  | 'library-source'
  | 'library-target'
  | 'unwritable';

/** A fault in a library: the message names the file and the entry, `nextStep` says what to do. */
export class LibraryError extends MomentfxError<LibraryErrorCode> {}
