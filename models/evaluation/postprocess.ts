/**
 * From the last decoder layer's output to the final list by the paper's rule, as the authors' evaluation does
 * it. The live path uses the calibrated rule of `src/analysis/detector.ts` instead.
 */
import { nms, type Span } from './nms.ts';

/** The learned "no effect" entry in lists of effect ids. */
export const SFX0 = 'sfx0';
/** The authors' overlap limit. */
export const NMS_THRESHOLD = 0.3;
/** How many effects are listed for a query. */
const LISTED = 10;

const f = Math.fround;

/**
 * The frames of a box (center, width): [ceil((c − w/2)·n), trunc((c + w/2)·n)] clamped to [0, n − 1], as a
 * half-open span of at least one frame. Every operation rounds to float32, because the authors' does and an
 * edge near a whole frame falls on the other side in double precision.
 */
export function boxToFrames(center: number, width: number, frames: number): Span {
  const half = f(f(width) / 2);
  const last = frames - 1;
  const clamp = (index: number): number => Math.min(Math.max(index, 0), last);
  const start = clamp(Math.ceil(f(f(f(center) - half) * frames)));
  const end = clamp(Math.trunc(f(f(f(center) + half) * frames)));
  // `+ 0` turns the −0 that ceil and trunc give into 0.
  return [Math.min(start, end) + 0, end + 1];
}

/** A library as the network embeds it. */
export interface LibraryEmbeddings {
  readonly ids: readonly string[];
  /** [library, d], unit rows. */
  readonly emb: Float32Array;
  /** [d], of any length. */
  readonly sfx0: Float32Array;
}

/** One query's effects, most probable first. */
export interface RankedEffects {
  /** `SFX0` among them. */
  readonly ids: string[];
  /** Probability of each. */
  readonly scores: number[];
}

/** The vector at unit length, in double precision; NaN for a vector of zeros. */
export function normalise(vector: Float32Array): Float64Array {
  const length = Math.hypot(...vector);
  return Float64Array.from(vector, (value) => value / length);
}

/**
 * Softmax, without any temperature, over the cosines of a unit query with every effect and SFX0 (last); the ten
 * largest. Equal scores keep library order.
 */
function rankEffects(query: Float32Array, { ids, emb, sfx0 }: LibraryEmbeddings): RankedEffects {
  const width = query.length;
  const zero = normalise(sfx0);
  const powers = new Float64Array(ids.length + 1);
  for (let i = 0; i <= ids.length; i++) {
    let cosine = 0;
    if (i < ids.length) for (let k = 0; k < width; k++) cosine += query[k]! * emb[i * width + k]!;
    else for (let k = 0; k < width; k++) cosine += query[k]! * zero[k]!;
    powers[i] = Math.exp(cosine);
  }
  const total = powers.reduce((sum, power) => sum + power, 0);
  const best = Array.from(powers.keys())
    .sort((a, b) => powers[b]! - powers[a]!)
    .slice(0, LISTED);
  return { ids: best.map((i) => ids[i] ?? SFX0), scores: best.map((i) => f(powers[i]! / total)) };
}

/** What the last decoder layer says of one clip. */
export interface ClipOutput {
  /** [queries, 2] (center, width). */
  readonly boxes: Float32Array;
  /** [queries, d], unit rows. */
  readonly emb: Float32Array;
  /** Probability [queries] that there is a moment, where the network tells it apart from the effect. */
  readonly foreground?: Float32Array;
  /** Real frames of the clip, without padding. */
  readonly frames: number;
}

/** One query of a clip. */
export interface FoundMoment {
  readonly window: Span;
  readonly ranked: RankedEffects;
  /** What it is ranked by as a key moment, whatever its effect. */
  readonly score: number;
}

/** Every query of a clip as a span with effects, and which of them are kept. */
export interface ClipResult {
  /** Every query in order. */
  readonly queries: readonly FoundMoment[];
  /** Queries of the final list, best first: SFX0 removed, then NMS. */
  readonly kept: number[];
  /** Queries for key moments alone, best first: NMS over all of them, SFX0 included. */
  readonly keptKeyMoments: number[];
}

/**
 * Everything the authors' two evaluation loops make of one clip's queries. Where a network tells a moment apart from its effect,
 * effects' scores are products with the probability of the moment, and key moments are ranked by that alone.
 */
export function postprocess(
  clip: ClipOutput,
  library: LibraryEmbeddings,
  threshold = NMS_THRESHOLD,
): ClipResult {
  const count = clip.boxes.length / 2;
  const width = clip.emb.length / count;
  const queries = Array.from({ length: count }, (_, q): FoundMoment => {
    const window = boxToFrames(clip.boxes[2 * q]!, clip.boxes[2 * q + 1]!, clip.frames);
    const { ids, scores } = rankEffects(clip.emb.subarray(q * width, (q + 1) * width), library);
    const foreground = clip.foreground?.[q];
    if (foreground === undefined) return { window, ranked: { ids, scores }, score: scores[0]! };
    return { window, ranked: { ids, scores: scores.map((own) => own * foreground) }, score: foreground };
  });
  const keep = (among: number[], scoreOf: (query: FoundMoment) => number): number[] =>
    nms(
      among.map((q) => queries[q]!.window),
      among.map((q) => scoreOf(queries[q]!)),
      threshold,
    ).map((i) => among[i]!);
  const all = queries.map((_, q) => q);
  return {
    queries,
    kept: keep(
      all.filter((q) => queries[q]!.ranked.ids[0] !== SFX0),
      ({ ranked }) => ranked.scores[0]!,
    ),
    keptKeyMoments: keep(all, ({ score }) => score),
  };
}
