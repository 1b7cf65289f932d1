/** What a checkpoint says of each sentence of a talk, before it learns from people: where its decisions stand. */
import { from, lastValueFrom, reduce } from 'rxjs';
import { cues, type RecordedEvent } from '../../../src/streams/pipeline.ts';
import type { Frame, Moment, PlacedMoment, SpeechEvent, Window } from '../../../src/streams/values.ts';

/** Where the decision on one sentence stands. */
export interface Opinion {
  /** The sentence's vector [512]. */
  readonly embedding: Float32Array;
  /** How likely it deserves an effect, 0…1: what is compared with the threshold. */
  readonly likelihood: number;
  /** Shares of the library's effects, if it gets one; they add up to 1. */
  readonly shares: Float32Array;
}

/** A talk as it is shown to the network; ids of subtitles are the caller's. */
export interface ShownTalk {
  readonly frames: readonly Frame[];
  readonly speech: readonly SpeechEvent[];
}

/** The checkpoint. Its moments name all effects of the library as runners-up. */
export interface OpinionModel {
  readonly detect: (windows: readonly Window[]) => Promise<readonly (readonly Moment[])[]>;
  /** Row of each effect of the library by name. */
  readonly rows: ReadonlyMap<string, number>;
}

/** The newest windows that saw a sentence decide on it, as in `agreement`. */
const NEWEST = 4;

interface Sighting {
  readonly window: number;
  readonly moment: PlacedMoment;
}

/** The opinion on each sentence of the talk that some window saw a moment at, by the sentence's id. */
export async function opinionsOn(
  { frames, speech }: ShownTalk,
  { detect, rows }: OpinionModel,
): Promise<Map<string, Opinion>> {
  const events$ = cues(from(frames), from(speech), (windows) => detect(windows), {
    mode: 'recorded',
    // Nothing is to become a cue.
    policy: { quiet: true },
  });
  const seen = await lastValueFrom(
    events$.pipe(
      reduce((all, event: RecordedEvent) => {
        if (event.type === 'moments') remember(all, event.sightings.moments);
        return all;
      }, new Map<string, readonly Sighting[]>()),
    ),
    { defaultValue: new Map<string, readonly Sighting[]>() },
  );
  const vectors = new Map(
    speech.flatMap((event) =>
      event.type === 'subtitle' ? [[event.subtitle.id, event.subtitle.embedding] as const] : [],
    ),
  );
  return new Map(
    [...seen].flatMap(([id, sightings]) => {
      const embedding = vectors.get(id);
      return embedding === undefined ? [] : [[id, opinionOf(embedding, sightings, rows)] as const];
    }),
  );
}

/** Keeps the most probable moment that each of the newest windows sees at a sentence. */
function remember(all: Map<string, readonly Sighting[]>, moments: readonly PlacedMoment[]): void {
  for (const [id, own] of Map.groupBy(moments, ({ subtitleId }) => subtitleId)) {
    const [first, ...rest] = own;
    if (id === undefined || first === undefined) continue;
    const best = rest.reduce((most, next) => (next.probability > most.probability ? next : most), first);
    all.set(id, [...(all.get(id) ?? []), { window: best.window, moment: best }].slice(-NEWEST));
  }
}

function opinionOf(
  embedding: Float32Array,
  sightings: readonly Sighting[],
  rows: ReadonlyMap<string, number>,
): Opinion {
  const shares = new Float32Array(rows.size);
  let total = 0;
  const add = (sfx: string, share: number): void => {
    const row = rows.get(sfx);
    if (row === undefined) throw new Error(`internal: the library has no effect ${sfx}`);
    shares[row]! += share;
    total += share;
  };
  for (const { moment } of sightings) {
    const others = moment.alternatives.reduce((sum, { score }) => sum + score, 0);
    add(moment.sfx, Math.max(0, moment.probability - others));
    for (const { sfx, score } of moment.alternatives) add(sfx, score);
  }
  return {
    embedding,
    likelihood: median(sightings.map(({ moment }) => moment.probability)),
    shares: total > 0 ? shares.map((share) => share / total) : shares.fill(1 / rows.size),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + upper) / 2;
}
