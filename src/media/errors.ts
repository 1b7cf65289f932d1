import { MomentfxError, type Fault } from '../core/errors.ts';

/** What can go wrong with media that a person brings or asks for. */
export type MediaErrorCode =
  | 'input-missing'
  | 'input-is-folder'
  | 'input-empty'
  | 'input-unreadable'
  | 'input-not-media'
  | 'input-truncated'
  | 'input-forbidden'
  | 'input-broken'
  | 'input-no-streams'
  | 'input-unknown-codec'
  | 'input-timestamps'
  | 'output-same-file'
  | 'output-unknown-container'
  | 'output-unwritable'
  | 'output-disk-full'
  | 'output-too-large'
  | 'output-codec'
  | 'output-failed'
  | 'output-scheme'
  | 'output-many'
  | 'effect-unknown'
  | 'mixer-failed'
  | 'backlog-full'
  | 'recording-closed';

/** Codes that are not the fault of what was asked for. */
const FAULTS: Partial<Record<MediaErrorCode, Fault>> = {
  'input-forbidden': 'outside',
  'output-unwritable': 'outside',
  'output-disk-full': 'outside',
  'output-too-large': 'outside',
  'output-failed': 'outside',
  'mixer-failed': 'internal',
  'backlog-full': 'internal',
  'recording-closed': 'internal',
};

/** A fault in the media: `code` names it for programs, `nextStep` says in one sentence what to do about it. */
export class MediaError extends MomentfxError<MediaErrorCode> {
  constructor(code: MediaErrorCode, message: string, nextStep: string, options?: ErrorOptions) {
    super(code, message, nextStep, { ...options, fault: FAULTS[code] });
  }
}
