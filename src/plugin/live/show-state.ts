/**
 * What a show must know of itself when another process goes on with it, as one short text: which moments are settled, what a
 * person has set. Times are those of the wall clock. It holds no word of captions and nothing of addresses.
 */
import { z } from 'zod';
import { NOTHING_CARRIED, type CarriedShow, type EarlierShow, type PastMoment } from './carried-show.ts';
import { showSettingsSchema } from './show-settings.ts';

/** Most bytes of a state: it is written for each of many shows. */
const MOST_BYTES = 2_048;

const KINDS = ['played', 'by-hand', 'vetoed'] as const satisfies readonly PastMoment['kind'][];
const ms = z.int().min(-1e15).max(1e15);

const stateSchema = z.object({
  version: z.literal(1),
  origin: ms,
  set: showSettingsSchema.default({}),
  panicked: z.boolean().default(false),
  quietBefore: z.boolean().default(false),
  /** Where the times of the moments count from. */
  from: ms.default(0),
  /** Kind, start, length, and how much later than its start the effect began. */
  moments: z.array(z.tuple([z.int().min(0).max(2), ms, ms, ms])).default([]),
});
type State = z.input<typeof stateSchema>;
type Coded = NonNullable<State['moments']>[number];

/** The state as text. What is too much for it is left out, the oldest first: moments, then muted effects. */
export function encodeState(show: CarriedShow, { origin, moments }: EarlierShow): string {
  const from = moments[0]?.start ?? 0;
  const coded = moments.map(({ kind, start, end, at }): Coded => [
    KINDS.indexOf(kind),
    start - from,
    end - start,
    at - start,
  ]);
  let { mutedEffects } = show.set;
  const text = (some: readonly Coded[]): string =>
    JSON.stringify({
      ...{ version: 1, origin },
      set: { ...show.set, ...(mutedEffects === undefined ? {} : { mutedEffects }) },
      ...(show.panicked ? { panicked: true, quietBefore: show.quietBefore } : {}),
      ...(some.length === 0 ? {} : { from, moments: [...some] }),
    } satisfies State);
  while (bytesIn(text([])) > MOST_BYTES && (mutedEffects?.length ?? 0) > 0)
    mutedEffects = mutedEffects?.slice(Math.ceil(mutedEffects.length / 16));
  let kept = coded;
  for (let over = excess(text(kept)); over > 0 && kept.length > 0; over = excess(text(kept)))
    // One takes no more than this.
    kept = kept.slice(Math.max(1, Math.floor(over / LONGEST_MOMENT)));
  return text(kept);
}

/** Characters of a moment in a state, at most. */
const LONGEST_MOMENT = 70;
const bytesIn = (text: string): number => Buffer.byteLength(text);
const excess = (text: string): number => bytesIn(text) - MOST_BYTES;

/** What a text says; undefined where it is no state that this version understands. */
export function decodeState(text: string): (CarriedShow & { readonly earlier: EarlierShow }) | undefined {
  if (bytesIn(text) > MOST_BYTES) return undefined;
  const parsed = stateSchema.safeParse(jsonIn(text));
  if (!parsed.success) return undefined;
  const { origin, set, panicked, quietBefore, from, moments } = parsed.data;
  return {
    ...NOTHING_CARRIED,
    ...{ set, panicked, quietBefore },
    earlier: {
      origin,
      moments: moments.map(([kind, start, length, later]) => ({
        kind: KINDS[kind] ?? 'played',
        start: from + start,
        end: from + start + length,
        at: from + start + later,
      })),
    },
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half of one, or another program's.
    return undefined;
  }
}
