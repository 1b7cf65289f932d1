/** What a live program is given, and what it tells. */
import type { Micros } from '../../streams/time.ts';
import type { InputClock } from '../input/input-clock.ts';
import type { EffectSound } from '../mixer/effect-shelf.ts';
import type { Outcome } from '../mixer/effects-bus.ts';
import type { LiveSink } from '../output/sink.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import type { Clock } from '../../core/clock.ts';

/** What a live program tells while it runs. */
export type ProgramEvent =
  | { readonly type: 'delay-changed'; readonly from: Micros; readonly to: Micros; readonly cut: Micros }
  | { readonly type: 'hold'; readonly on: boolean; readonly at: Micros }
  /** The input has been gone for long: the outputs were closed properly; they open again when it is back. */
  | { readonly type: 'paused'; readonly at: Micros }
  /** The delay line is full: `left` of media leave earlier than asked. */
  | { readonly type: 'line-full'; readonly left: Micros }
  /** GStreamer has failed; mixing goes on without it. */
  | { readonly type: 'mixer-failed'; readonly message: string }
  | { readonly type: 'outcome'; readonly cue: string; readonly outcome: Outcome };

/** What a live program is made of. */
export interface LiveProgramOptions {
  readonly clock: Clock;
  readonly inputClock: InputClock;
  readonly outputs: readonly LiveSink[];
  readonly effects: readonly EffectSound[];
  /** dB, see `MixerOptions`. */
  readonly gain: number;
  readonly duck: number;
  readonly limiter: boolean;
  readonly delay: Micros;
  /** No sink minds that its packets come in bursts (`allowBursts`). */
  readonly burstsAllowed?: boolean;
  /** Show the last picture, with silence, while the input is gone. */
  readonly hold: boolean;
  readonly maxSpan?: Micros;
  readonly maxBytes?: number;
  /** Take the whole mix and the effects alone, for audio devices; called with the format that they have. */
  readonly mixed?: (samples: Samples, format: AudioFormat) => void;
  readonly effectsBus?: (samples: Samples, format: AudioFormat) => void;
  readonly onEvent: (event: ProgramEvent) => void;
  /** The playhead has moved, and what lies behind it is about to leave. */
  readonly onMoved?: () => void;
}
