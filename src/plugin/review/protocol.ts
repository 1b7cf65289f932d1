/**
 * What a page that reviews a recording sees and may ask, in the control server's protocol (docs/control.md): the same
 * messages, with this view and these actions. Times are seconds of media time.
 */
import { z } from 'zod';
import type { Sensitivity } from '../../analysis/sensitivity.ts';
import { idSchema, nudgeSchema, settingSchemas, sfxSchema, type PlacedView } from '../control/protocol.ts';

const [id, sfx] = [idSchema, sfxSchema];
const time = z.number().min(0).max(1_000_000);

/** What may be asked. */
export const reviewActionSchema = z.discriminatedUnion('type', [
  /** The effect is not mixed; one that somebody added is gone. */
  z.strictObject({ type: z.literal('veto'), id }),
  /** It is mixed: a veto is taken back, or the policy overruled. */
  z.strictObject({ type: z.literal('restore'), id }),
  z.strictObject({ type: z.literal('swap'), id, sfx }),
  z.strictObject({ type: z.literal('move'), id, at: time }),
  nudgeSchema,
  z.strictObject({ type: z.literal('add'), sfx, at: time }),
  ...settingSchemas,
  z.strictObject({ type: z.literal('undo') }),
  z.strictObject({ type: z.literal('redo') }),
  /** Writes the cue sheet. */
  z.strictObject({ type: z.literal('save') }),
  /** Writes the cue sheet and mixes the recording. */
  z.strictObject({ type: z.literal('mix') }),
  /** Ends a mix that is under way; nothing is written then. */
  z.strictObject({ type: z.literal('stop-mix') }),
  /** The browser cannot play the recording as it is: a copy is made that it can. */
  z.strictObject({ type: z.literal('copy') }),
]);

/** What may be asked. */
export type ReviewAction = Readonly<z.infer<typeof reviewActionSchema>>;

/** What becomes of an item when the recording is mixed. */
export type ItemState =
  | 'play'
  /** The policy leaves it out; `reason` says why. */
  | 'left-out'
  | 'vetoed';

/** A found moment, or an effect that somebody added (`byHand`). */
export interface ItemView extends PlacedView {
  readonly state: ItemState;
  /** What was found, where somebody has changed it. */
  readonly was?: { readonly sfx: string; readonly at: number };
}

/** A sentence of the recording. */
export interface SentenceView {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How far the work is. Times are seconds, of media. */
export type PhaseView =
  | { readonly type: 'finding' | 'mixing'; readonly done: number; readonly total?: number }
  | { readonly type: 'ready' }
  /** `url`: where whoever knows it may fetch the file. */
  | { readonly type: 'mixed'; readonly file: string; readonly url: string; readonly effects: number }
  /** It cannot go on, or the last mix failed; `over`: the review has ended. */
  | { readonly type: 'failed'; readonly message: string; readonly over: boolean };

/** What the browser plays. `isCopy`: it was made for browsers, pictures and all, and none that plays better can be made. */
export type MediaView =
  | { readonly type: 'there'; readonly url: string; readonly isCopy: boolean; readonly video: boolean }
  | { readonly type: 'copying'; readonly done: number; readonly total?: number }
  | { readonly type: 'failed'; readonly message: string };

/** What holds for all effects. */
export interface ReviewSettings {
  /** The level that the threshold is that of, where it is of one. */
  readonly sensitivity?: Sensitivity;
  readonly threshold: number;
  readonly density: number;
  readonly mutedTags: readonly string[];
  readonly mutedEffects: readonly string[];
  readonly gain: number;
  readonly duck: number;
}

/** All that a page shows. */
export interface ReviewView {
  readonly name: string;
  readonly phase: PhaseView;
  /** Seconds; 0 until it is known. */
  readonly duration: number;
  readonly media: MediaView;
  readonly settings: ReviewSettings;
  /** Of the talk before each second, in LUFS, as effects are matched to it; empty until it was measured. */
  readonly loudness: readonly number[];
  readonly sentences: readonly SentenceView[];
  /** In order of time. */
  readonly items: readonly ItemView[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the cue sheet holds what is shown. */
  readonly isSaved: boolean;
  readonly cueSheet: string;
}

/** What has changed: parts as a whole, sentences and items one by one (by id), and the ids of items that are gone. */
export type ReviewChange = Partial<ReviewView> & { readonly gone?: readonly string[] };
