import { MomentfxError, type Fault } from '../core/errors.ts';

/** What can go wrong with media that a person brings or asks for. */
export type MediaErrorCode =
  | 'INPUT_MISSING'
  | 'INPUT_IS_FOLDER'
  | 'INPUT_EMPTY'
  | 'INPUT_UNREADABLE'
  | 'INPUT_NOT_MEDIA'
  | 'INPUT_TRUNCATED'
  | 'INPUT_FORBIDDEN'
  | 'INPUT_BROKEN'
  | 'INPUT_NO_STREAMS'
  | 'INPUT_UNKNOWN_CODEC'
  | 'INPUT_TIMESTAMPS'
  | 'OUTPUT_SAME_FILE'
  | 'OUTPUT_UNKNOWN_CONTAINER'
  | 'OUTPUT_UNWRITABLE'
  | 'OUTPUT_DISK_FULL'
  | 'OUTPUT_TOO_LARGE'
  | 'OUTPUT_CODEC'
  | 'OUTPUT_FAILED'
  | 'OUTPUT_SCHEME'
  | 'OUTPUT_MANY'
  | 'EFFECT_UNKNOWN'
  | 'MIXER_FAILED'
  | 'BACKLOG_FULL'
  | 'RELAY_CLOSED';

/** Codes that are not the fault of what was asked for. */
const FAULTS: Partial<Record<MediaErrorCode, Fault>> = {
  INPUT_FORBIDDEN: 'outside',
  OUTPUT_UNWRITABLE: 'outside',
  OUTPUT_DISK_FULL: 'outside',
  OUTPUT_TOO_LARGE: 'outside',
  OUTPUT_FAILED: 'outside',
  MIXER_FAILED: 'internal',
  BACKLOG_FULL: 'internal',
  RELAY_CLOSED: 'internal',
};

/** A fault in the media: `code` names it for programs, `nextStep` says in one sentence what to do about it. */
export class MediaError extends MomentfxError<MediaErrorCode> {
  constructor(code: MediaErrorCode, message: string, nextStep: string, options?: ErrorOptions) {
    super(code, message, nextStep, { ...options, fault: FAULTS[code] });
  }
}
