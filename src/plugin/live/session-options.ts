/** What a live session is given, and what its owner can do with it. */
import type { CaptionClock } from '../../captions/server/receiver.ts';
import type { CaptionSource } from '../../captions/source.ts';
import type { Fork } from '../../core/child-process.ts';
import type { PictureFilter } from '../../core/formats.ts';
import type { Address } from '../../core/stream-url.ts';
import type { LoadedLibrary } from '../../library/index.ts';
import type { InputClock } from '../../media/input/input-clock.ts';
import type { InputItem } from '../../media/input/source.ts';
import type { LiveInput } from '../../media/input/reconnecting-source.ts';
import type { DeviceName } from '../../media/mixer/device.ts';
import type { MixLevels } from '../../media/mixer/mixer.ts';
import type { OutputPlan } from '../../media/output/plan.ts';
import type { Clock } from '../../core/clock.ts';
import type { Landmarks } from '../../streams/place.ts';
import type { Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';
import type { ShowControls } from './controls.ts';
import type { LiveEvent, LiveStatus } from './events.ts';
import type { CarriedShow } from './carried-show.ts';
import type { ShowTime } from './show-time.ts';
import type { ShowSettings } from './show-settings.ts';

/** What an attached input is opened with, as `LiveInputOptions` has it. */
export interface AttachedInputParts {
  readonly clock: Clock;
  readonly inputClock: InputClock;
  /** Sound is listened to. */
  readonly speech: boolean;
  /** How the encoders want pictures squeezed. */
  readonly pictureFilter: PictureFilter;
  readonly fork: Fork;
  readonly onItem: (item: InputItem) => void;
  /** Hears a line for people. */
  readonly warn: (line: string) => void;
}

/** What of it follows from the session's other parts. */
export type InputNeeds = Pick<AttachedInputParts, 'fork' | 'pictureFilter'>;

/**
 * An input whose media are made elsewhere and go on without us, such as a show that OBS streams: the session looks on, and
 * effects are played at once. It has no delay; nothing of it is sent on.
 */
export interface AttachedInput {
  /** For people. */
  readonly shown: string;
  /** LUFS of the sound that effects are heard beside; the session does not mix it. */
  readonly loudness: number;
  /** @throws an error with what a person must mend */
  check(): Promise<void>;
  /** Begins at once; media time is that of `inputClock`, which it pins. */
  open(parts: AttachedInputParts): LiveInput;
  /** The cuts that are known in a span of media time. */
  landmarks(start: Micros, end: Micros): Landmarks;
}

/** What becomes of a cue where another program plays it. */
export type PlayerOutcome = 'played' | 'crowded' | 'failed';

/** What plays effects. The program, with its mixer, is one. */
export interface EffectsPlayer {
  /** Plays an effect at the cue's place, or as soon as can be. */
  place(cue: Cue): void;
  /** Silences all effects known so far, at once. */
  hush(): void;
  /** Other levels, for the effects that begin from now on. */
  setLevels(levels: MixLevels): void;
  readonly mixer: { readonly played: number; readonly late: number; readonly crowded: number };
}

/** What a player of effects other than the program is made with. */
export interface PlayerParts {
  readonly library: LoadedLibrary;
  /** dB. */
  readonly gain: number;
  /** Told once for each cue. */
  readonly told: (cue: string, outcome: PlayerOutcome) => void;
  /** Hears a line for people. */
  readonly warn: (line: string) => void;
}

/** What a live session is started with. */
export interface LiveSessionOptions {
  readonly input: Address | AttachedInput;
  /** Plays the effects in the program's place. */
  readonly player?: (parts: PlayerParts) => EffectsPlayer;
  /** Opens the source of captions in place of the one that `settings.asr` names; whoever asks subscribes at once. */
  readonly captions?: (clock: CaptionClock) => CaptionSource;
  readonly listen?: boolean;
  /** A file, paced by the clock, once or again and again. */
  readonly realtime?: boolean;
  readonly loop?: boolean;
  readonly outputs: readonly OutputPlan[];
  /** Devices for the whole mix, and for the effects alone. */
  readonly devices?: { readonly mix: readonly DeviceName[]; readonly bus: readonly DeviceName[] };
  readonly settings: Settings;
  /** From the show before, whose settings are in `settings` already. */
  readonly carried?: CarriedShow;
  /** A person has set something: all that was set so far. */
  readonly onSet?: (set: ShowSettings) => void;
  readonly version: string;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onWarning?: (line: string) => void;
  /** The clock; faster than real for measurements. */
  readonly clock?: Clock;
  /** Asked right before anything is sent or written: what it throws breaks that connection off, and nothing leaves. */
  readonly mayLeave?: () => void;
  /** Breaks off the start; a session that runs is stopped by `stop`. */
  readonly signal?: AbortSignal;
}

/** A running session. */
export interface LiveSession {
  readonly status: LiveStatus;
  /** Resolves when all has been played and closed; rejects, then too, with what made the session impossible. */
  readonly done: Promise<void>;
  /** What a person may do to it while it runs. */
  readonly controls: ShowControls;
  /** Where its media time lies on the wall clock. */
  readonly time: Pick<ShowTime, 'zero' | 'origin'>;
  /** Takes no more input, plays what is held, closes everything; resolves with `done`. */
  stop(): Promise<void>;
}
