/** momentfx as a library: the stream operators, the session of a recording, and the cue sheet. */
export * from '../streams/index.ts';
export {
  decorate,
  type DecorateOptions,
  type DecorateSummary,
  type SessionEvent,
} from './decorate/session.ts';
export { resolveSettings, settingsSchema, type AsrChoice, type Settings } from './config/options.ts';
export { readCueSheet, toCueSheet, writeCueSheet, type CueSheet } from './cue-sheet.ts';
export { describeError, isActionable, StoppedError, UsageError, type Actionable } from './errors.ts';
