/** What a program is given, and what it tells. */
import type { Micros } from '../../streams/time.ts';
import type { EffectSound } from '../mixer/effect-shelf.ts';
import type { MixLevels } from '../mixer/mixer.ts';
import type { Outcome } from '../mixer/effects-bus.ts';
import type { Sink } from '../output/sink.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import type { Pacer } from './pacer.ts';

/** What a program tells while it runs. */
export type ProgramEvent =
  | { readonly type: 'hold'; readonly on: boolean; readonly at: Micros }
  /** The input has been gone for long: the outputs were closed properly; they open again when it is back. */
  | { readonly type: 'paused'; readonly at: Micros }
  /** GStreamer has failed; mixing goes on without it. */
  | { readonly type: 'mixer-failed'; readonly message: string }
  | { readonly type: 'outcome'; readonly cue: string; readonly outcome: Outcome };

/** What a program is made of. */
export interface ProgramOptions extends MixLevels {
  readonly pacer: Pacer;
  /** They belong to the caller, who closes them. */
  readonly sinks: readonly Sink[];
  readonly effects: readonly EffectSound[];
  /** Keep true peaks at or below −1 dBTP. */
  readonly limiter: boolean;
  /** As `MixerOptions.loudness`. */
  readonly loudness?: number;
  /** Show the last picture, with silence, while the input is gone. */
  readonly hold?: boolean;
  /** Take the whole mix and the effects alone, for audio devices; called with the format that they have. */
  readonly mixed?: (samples: Samples, format: AudioFormat) => void;
  readonly effectsBus?: (samples: Samples, format: AudioFormat) => void;
  readonly onEvent?: (event: ProgramEvent) => void;
  /** The playhead has moved, and what lies behind it is about to leave. */
  readonly onMoved?: () => void;
  /** Media have left: there is room for more. */
  readonly onLeft?: () => void;
}
