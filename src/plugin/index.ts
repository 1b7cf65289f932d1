/**
 * momentfx as a library.
 *
 * ```ts
 * import { decorate, resolveSettings, toSeconds } from 'momentfx';
 * const { cues } = await decorate({ input: 'talk.mp4', output: 'talk.fx.mp4', settings: resolveSettings({}) });
 * for (const cue of cues) console.log(toSeconds(cue.at), cue.sfx);
 * ```
 *
 * - The stream operators (`windows`, `detect`, `suppress`, `schedule`, `place`, and `cues`, which joins them) with
 *   their values and media time; they need rxjs and nothing else.
 * - `decorate`: the session of a recording. It uses GStreamer in the process's main thread and starts one analysis
 *   process; start Node with UV_THREADPOOL_SIZE=16.
 * - `startLive`: the session of a running stream, with outputs planned by `checkOutput`. The same holds for it; it runs
 *   until its input ends or `stop` is called.
 * - The settings (`resolveSettings`), the cue sheet, and the errors.
 */
export * from '../streams/index.ts';
export {
  decorate,
  type DecorateOptions,
  type DecorateSummary,
  type SessionEvent,
} from './decorate/session.ts';
export { startLive, type LiveSession, type LiveSessionOptions } from './live/session.ts';
export type { InForce, ShowControls } from './live/controls.ts';
export type { LiveEvent as ShowEvent, LiveStatus } from './live/events.ts';
export { Address } from '../core/stream-url.ts';
export { checkOutput, type OutputPlan } from '../media/output/plan.ts';
export { resolveSettings, settingsSchema, type AsrChoice, type Settings } from './config/options.ts';
export { readCueSheet, toCueSheet, writeCueSheet, type CueSheet } from './cue-sheet.ts';
export { describeError, isActionable, MomentfxError, type Fault } from '../core/errors.ts';
export { StoppedError, UsageError } from './errors.ts';
