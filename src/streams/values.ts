/** The small immutable values that flow through the operators. Packets, pictures and PCM never do. */
import type { SpokenBefore } from './spoken-before.ts';
import type { Micros } from './time.ts';

/** The paper's six kinds of effect, in the order of the checkpoint's tag table. */
export const TAGS = ['prompt', 'transition', 'humor', 'action', 'surprise', 'others'] as const;
/** The kind of an effect. */
export type Tag = (typeof TAGS)[number];

/** One sampled picture with its embedding (length: the frame encoder's width, 512). */
export interface Frame {
  /** When the picture is shown. */
  readonly at: Micros;
  readonly embedding: Float32Array;
}

/** One recognised sentence with its embedding (512); the same `id` with another text is a revision until `final`. */
export interface Subtitle {
  /** Unique in a session; revisions keep it. */
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
  readonly embedding: Float32Array;
  /** It will not be revised or retracted any more. */
  readonly final: boolean;
}

/**
 * What the speech side says. `progress` promises that every subtitle that starts before `upTo` has been sent
 * and is final; it is what lets a window close on the media clock, so that any chunking gives the same cues.
 */
export type SpeechEvent =
  | { readonly type: 'subtitle'; readonly subtitle: Subtitle }
  /** A subtitle that was not final is gone without a successor. */
  | { readonly type: 'retracted'; readonly id: string }
  | { readonly type: 'progress'; readonly upTo: Micros };

/** A subtitle's place inside a window, in frame indices 0…n−1, clamped. */
export interface WindowSubtitle {
  readonly subtitle: Subtitle;
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** Up to 12 consecutive frames and up to 40 subtitles that overlap them: one input of the network. */
export interface Window {
  /** Counts the windows of a session from 0. */
  readonly index: number;
  /** Time of the first frame. */
  readonly start: Micros;
  /** Time of the last frame plus one frame period. */
  readonly end: Micros;
  /** Media time between two frames. */
  readonly framePeriod: Micros;
  /** At least one, in order of time. */
  readonly frames: readonly Frame[];
  /** In order of start. */
  readonly subtitles: readonly WindowSubtitle[];
  /** What was said before the window, the newest last: a network that takes it knows what kind of talk it hears. */
  readonly earlier?: readonly Subtitle[];
  /** What was said in the minutes before the window, as a whole; absent where nothing was. */
  readonly before?: SpokenBefore;
}

/** An effect of the library, with its tag. */
export interface EffectChoice {
  readonly sfx: string;
  readonly tag: Tag;
}

/** A runner-up: another effect that the network would have chosen for the same moment. */
export interface Alternative {
  /** Name of the effect in the library. */
  readonly sfx: string;
  readonly tag: Tag;
  /** Probability under the same softmax as the moment's own. */
  readonly score: number;
}

/** What the network finds in a window. `probability` is 1 − P(SFX0); `sfx` is the best effect but SFX0. */
export interface Moment {
  readonly start: Micros;
  readonly end: Micros;
  /** Name of the effect in the library. */
  readonly sfx: string;
  readonly tag: Tag;
  /** 0…1. */
  readonly probability: number;
  /** Runners-up, the most probable first. */
  readonly alternatives: readonly Alternative[];
}

/** A moment that survived suppression and policy: it will be played at one exact sample. */
export interface Cue {
  /** The id that its `upcoming` events gave the moment. */
  readonly id: string;
  /** Where the effect starts. */
  readonly at: Micros;
  /** Where the moment ends, moved along with `at`; the effect may be shorter or longer. */
  readonly end: Micros;
  readonly sfx: string;
  readonly tag: Tag;
  /** How likely the moment is (`SchedulerOptions.likelihood`), 0…1. */
  readonly score: number;
  /** The sentence at that place, if there is one. */
  readonly subtitle?: string;
  /** Id of the sentence that the moment is of, if it is of one: no other cue bears it. */
  readonly subtitleId?: string;
  readonly alternatives: readonly Alternative[];
}

/** A stretch of media time, from `start` up to but not including `end`. */
export interface Span {
  readonly start: Micros;
  readonly end: Micros;
}

/** Words with their time. */
export interface TimedText extends Span {
  readonly text: string;
}

/** A moment as one window saw it, moved to its natural onset by `place`. */
export interface PlacedMoment extends Moment {
  /** Index of the window that saw it. */
  readonly window: number;
  /** The sentence at that place, if there is one. */
  readonly subtitle?: string;
  /** Id of the sentence that it is of; stays the same when the sentence is revised. */
  readonly subtitleId?: string;
}

/** The words that a window had when the network saw it. */
export interface Heard extends Span {
  readonly sentences: readonly { readonly id: string; readonly text: string }[];
}

/** All that one window saw. */
export interface Sightings {
  readonly moments: readonly PlacedMoment[];
  /** No moment that a later window sees starts before this. */
  readonly horizon: Micros;
  /** Absent where the window could not hold all sentences of its span. */
  readonly heard?: Heard;
}
