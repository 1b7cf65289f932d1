/**
 * The protocol of the control server: JSON messages over a WebSocket, docs/control.md with examples. Times are seconds of
 * media time. A client says `hello` first; the server answers `welcome` with everything, then tells what changes.
 */
import { z } from 'zod';
import { SENSITIVITIES, type Sensitivity } from '../../analysis/sensitivity.ts';
import { TAGS } from '../../streams/values.ts';
import type { ShowSettings } from '../live/show-settings.ts';

/** Both sides name it; a server refuses another one. */
export const PROTOCOL_VERSION = 1;

/** A viewer sees; an operator also acts. */
export type Role = 'viewer' | 'operator';

/** Names a moment. */
export const idSchema = z.string().min(1).max(64);
/** Names an effect. */
export const sfxSchema = z.string().min(1).max(200);
const [id, sfx] = [idSchema, sfxSchema];
const bounded = (low: number, high: number) => z.number().min(low).max(high);
const names = z.array(sfx).max(1_000);

/** Moves a moment by so many seconds; several add up. */
export const nudgeSchema = z.strictObject({ type: z.literal('nudge'), id, by: bounded(-60, 60) });

/** What decides which effects there are and how they sound, in a show and in a recording. Bounds are those of the options. */
export const settingSchemas = [
  z.strictObject({ type: z.literal('mute'), sfx, on: z.boolean() }),
  z.strictObject({ type: z.literal('mute-tags'), tags: z.array(z.enum(TAGS)).max(TAGS.length) }),
  z.strictObject({ type: z.literal('threshold'), value: bounded(0, 1) }),
  z.strictObject({ type: z.literal('sensitivity'), level: z.enum(SENSITIVITIES) }),
  z.strictObject({ type: z.literal('density'), value: bounded(0.1, 120) }),
  z.strictObject({ type: z.literal('gain'), value: bounded(-60, 24) }),
  z.strictObject({ type: z.literal('duck'), value: bounded(0, 60) }),
] as const;

/**
 * What an operator may ask. An action with a field that is not known is
 * refused: half of what was asked may be the wrong thing on air.
 */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('veto'), id }),
  z.strictObject({ type: z.literal('pin'), id }),
  z.strictObject({ type: z.literal('swap'), id, sfx }),
  nudgeSchema,
  z.strictObject({ type: z.literal('play'), sfx }),
  z.strictObject({ type: z.literal('quiet'), on: z.boolean() }),
  z.strictObject({ type: z.literal('panic') }),
  z.strictObject({ type: z.literal('release') }),
  ...settingSchemas,
  z.strictObject({ type: z.literal('delay'), value: bounded(0, 60) }),
  z.strictObject({ type: z.literal('favourites'), sfx: names }),
  /** All that was set in the last show. */
  z.strictObject({ type: z.literal('resume') }),
]);

/** What an operator may ask. */
export type Action = Readonly<z.infer<typeof actionSchema>>;

/** The first message of a client; fields that this server does not know are passed over, here and in requests. */
export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.number(),
  token: z.string().max(200),
});
/** Every other one, asking for one of `action`; `n` comes back in the answer. */
export const requestSchema = <Asked>(action: z.ZodType<Asked>) =>
  z.object({ type: z.literal('do'), n: z.int().nonnegative(), action });

/** An effect that one may choose. */
export interface EffectView {
  readonly sfx: string;
  readonly tag: string;
  readonly description: string;
  /** Name and description in Chinese, where the library has them. */
  readonly nameZh?: string;
  readonly descriptionZh?: string;
  /** Seconds. */
  readonly length: number;
}

/** What became of a moment so far. */
export type MomentState =
  /** Seen; it awaits its deadline and may still be changed. */
  | 'waiting'
  /** Decided: its effect is about to sound. */
  | 'due'
  | 'played'
  /** Decided, but the mixer could not play it; `reason` says why. */
  | 'not-played'
  /** It became no effect; `reason` says why. */
  | 'rejected';

/** An effect at its place, in a show or in a recording. */
export interface PlacedView {
  readonly id: string;
  readonly at: number;
  readonly end: number;
  readonly sfx: string;
  readonly tag: string;
  /** Probability, 0…1. */
  readonly score: number;
  readonly subtitle?: string;
  readonly alternatives: readonly { readonly sfx: string; readonly tag: string; readonly score: number }[];
  readonly reason?: string;
  /** Somebody has put it there. */
  readonly byHand?: true;
}

/** A moment, or an effect that somebody played by hand (`byHand`). */
export interface MomentView extends PlacedView {
  readonly state: MomentState;
  /** It waits, and the policy would leave it out as it is now. */
  readonly unlikely?: true;
  readonly pinned?: true;
  /** What the network had chosen, where somebody has put another effect in its place. */
  readonly swappedFrom?: string;
  /** By how many seconds somebody has moved it, in all; `at` is where it is now. */
  readonly nudged?: number;
}

/** A sentence of the talk; it may come again under its id, revised. */
export interface SubtitleView {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly final: boolean;
}

/** A light with its words. */
export interface Light {
  readonly level: 'green' | 'yellow' | 'red';
  readonly text: string;
}

/** How the show is. */
export interface StatusView {
  readonly state: 'starting' | 'running' | 'holding' | 'stopping' | 'stopped';
  /** Media time that is leaving now, and the wall clock then, in ms since 1970. */
  readonly playhead: number;
  readonly wall: number;
  readonly input: Light & { readonly name: string };
  readonly outputs: readonly (Light & { readonly name: string })[];
  readonly analysis: Light;
  readonly delay: { readonly asked: number; readonly actual: number };
  /** How long before its deadline the newest cue was known, in seconds; absent before the first. */
  readonly margin?: number;
  readonly played: number;
}

/** What is in force. */
export interface InForceView {
  readonly threshold: number;
  readonly density: number;
  readonly quiet: boolean;
  readonly panicked: boolean;
  readonly mutedTags: readonly string[];
  readonly mutedEffects: readonly string[];
  readonly gain: number;
  readonly duck: number;
  /** That of the threshold; absent where somebody has set the threshold itself. */
  readonly sensitivity?: Sensitivity;
}

/** All of a show that a client needs to show it. */
export interface ShowView {
  readonly status: StatusView;
  readonly inForce: InForceView;
  /** In order of time; the last minutes. */
  readonly subtitles: readonly SubtitleView[];
  readonly moments: readonly MomentView[];
  readonly favourites: readonly string[];
  /** Actions that can do nothing in this show, from its beginning to its end; absent where there are none. */
  readonly unavailable?: readonly Action['type'][];
  /** What was set in the last show, to be had again by `resume`; null or absent where there is nothing. */
  readonly lastShow?: LastShowView | null;
}

/** What was set, and when, in ms since 1970. */
export interface LastShowView {
  readonly at: number;
  readonly set: ShowSettings;
}

/** Ids of what is not shown any more. */
export interface Gone {
  readonly subtitles?: readonly string[];
  readonly moments?: readonly string[];
}

/** What has changed: parts as a whole, subtitles and moments one by one (by id), and what is gone. */
export type ShowChange = Partial<ShowView> & { readonly gone?: Gone };

/** What the server sends, of a show or of something else that is seen and steered in the same way. */
export type ServerMessage<View = ShowView, Change = ShowChange> =
  | {
      readonly type: 'welcome';
      readonly protocol: number;
      readonly version: string;
      readonly role: Role;
      readonly effects: readonly EffectView[];
      readonly show: View;
    }
  | { readonly type: 'change'; readonly change: Change }
  | { readonly type: 'done'; readonly n: number }
  /** `n` is absent where the message had none. */
  | { readonly type: 'refused'; readonly n?: number; readonly error: string; readonly message: string };
