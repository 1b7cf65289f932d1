/** Turns the moments of a batch into the inputs of pre-training: some slots for each video, the last its background. */
import { MomentfxError } from '../../../src/core/errors.ts';
import { ContrastInputs } from './contrast.ts';
import { part, RowWeights } from './rows.ts';
import type { MsmTargets } from './types.ts';

/**
 * A window has more moments than the step was made for.
 * @public Callers may tell it apart.
 */
export class TooManyMomentsError extends MomentfxError<'training-moments'> {
  constructor(moments: number, room: number) {
    super(
      'training-moments',
      `A window has ${moments} moments, the step has room for ${room}.`,
      'Create it with a larger maxMoments.',
      { fault: 'internal' },
    );
  }
}

/** The fixed sizes of pre-training's inputs. */
export interface MsmLayout {
  readonly batch: number;
  /** Moments a video may have, and one more. */
  readonly slots: number;
  readonly frames: number;
  readonly librarySize: number;
}

/** For each video its real frames that no moment covers. */
export function backgroundFrames(moments: MsmTargets['moments'], frameNum: Int32Array): number[][] {
  let first = 0;
  return Array.from(moments.moment_num, (own, video) => {
    const covered = new Set<number>();
    for (let moment = first; moment < first + own; moment++)
      for (const frame of range(moments.moment_start_frame[moment]!, moments.moment_end_frame[moment]! + 1))
        covered.add(frame);
    first += own;
    return range(0, frameNum[video]!).filter((frame) => !covered.has(frame));
  });
}

/** One object serves every batch; `set` writes all of it anew. */
export class MsmInputs {
  readonly contrast: ContrastInputs;
  readonly #layout: MsmLayout;
  /** [batch, slots, frames]: the weight of each frame in a slot's mean. */
  readonly #pool: Float32Array;
  readonly #fore: RowWeights;
  readonly #back: RowWeights;
  backVideo: number[] = [];

  constructor(layout: MsmLayout) {
    const rows = layout.batch * layout.slots;
    this.#layout = layout;
    this.contrast = new ContrastInputs(rows, layout.librarySize);
    this.#pool = new Float32Array(rows * layout.frames);
    this.#fore = new RowWeights(rows);
    this.#back = new RowWeights(rows);
  }

  /** Rows of the moments, and of the background items. */
  get fore(): readonly number[] {
    return this.#fore.rows;
  }
  get back(): readonly number[] {
    return this.#back.rows;
  }

  /** The inputs of the graph, as `set` has left them; views, not copies. */
  feeds(): Record<string, Float32Array | Int32Array> {
    return {
      pool: this.#pool,
      candidate_log_count: this.contrast.logCount,
      target: this.contrast.target,
      fore_weight: this.#fore.values,
      back_weight: this.#back.values,
    };
  }

  /**
   * Fills the inputs for one batch. `frameNum`: frames of each video.
   * @throws TooManyMomentsError
   */
  set({ moments, candidates, totals }: MsmTargets, frameNum: Int32Array): void {
    const { batch, slots, frames } = this.#layout;
    this.contrast.clear();
    // A slot without a moment averages all frames: finite, and its weight is 0.
    this.#pool.fill(1 / frames);
    this.#fore.clear();
    this.#back.clear();
    this.backVideo = [];
    const total = moments.moment_num.reduce((sum, count) => sum + count, 0);
    const free = backgroundFrames(moments, frameNum);
    let moment = 0;
    for (let video = 0; video < batch; video++) {
      const own = moments.moment_num[video]!;
      if (own > slots - 1) throw new TooManyMomentsError(own, slots - 1);
      for (let slot = 0; slot < own; slot++, moment++) {
        const row = video * slots + slot;
        this.#average(row, range(moments.moment_start_frame[moment]!, moments.moment_end_frame[moment]! + 1));
        const drawn = candidates === 'library' ? undefined : part(candidates.fore, moment, total);
        this.contrast.set(row, moments.moment_sfx_index[moment]!, drawn);
        this.#fore.rows.push(row);
      }
      if (free[video]!.length === 0) continue;
      const row = video * slots + slots - 1;
      this.#average(row, free[video]!);
      this.#back.rows.push(row);
      this.backVideo.push(video);
    }
    for (const [item, row] of this.#back.rows.entries()) {
      const drawn =
        candidates === 'library' ? undefined : part(candidates.back, item, this.#back.rows.length);
      this.contrast.set(row, this.contrast.noEffect, drawn);
    }
    this.#fore.spread(0, totals?.fore[0]);
    this.#back.spread(0, totals?.back[0]);
  }

  #average(row: number, chosen: readonly number[]): void {
    const { frames } = this.#layout;
    const own = this.#pool.subarray(row * frames, (row + 1) * frames).fill(0);
    for (const frame of chosen) own[frame] = 1 / chosen.length;
  }
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}
