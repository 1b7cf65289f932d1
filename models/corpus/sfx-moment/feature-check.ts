/** Reads features one after another and notes what is wrong with them. */
import { relative } from 'node:path';
import { readFile } from 'node:fs/promises';
import { isMissing } from '../csv.ts';
import { parseNpy } from '../npy.ts';
import type { Findings } from './findings.ts';

/** Lengths that count as normalised. */
const UNIT = { low: 0.9, high: 1.1 } as const;

/** Checks features of one data set; what it has seen of lengths counts for all of a kind together. */
export class FeatureCheck {
  readonly #folder: string;
  readonly #findings: Findings;
  readonly #lengths = new Map<string, { unit: number; other: number; example: string }>();

  constructor(folder: string, findings: Findings) {
    this.#folder = folder;
    this.#findings = findings;
  }

  /** Notes what is wrong with the vector in `file`, of `width` values. `kind` names features that are alike. */
  async vector(kind: string, file: string, width: number): Promise<void> {
    const where = relative(this.#folder, file);
    let values: Float32Array;
    try {
      const { shape, data } = parseNpy(await readFile(file), where);
      if (shape.length !== 1 || data.length !== width)
        return this.#findings.add('broken-feature', `${where}: (${shape.join(', ')}), expected (${width},)`);
      values = data;
    } catch (error) {
      if (isMissing(error)) return this.#findings.add('missing-feature', where);
      return this.#findings.add('broken-feature', error instanceof Error ? error.message : String(error));
    }
    const length = Math.hypot(...values);
    if (!Number.isFinite(length)) return this.#findings.add('not-finite', where);
    if (length === 0) return this.#findings.add('zero-feature', where);
    this.#count(kind, where, length > UNIT.low && length < UNIT.high);
  }

  /** Notes the kinds of which some features are of unit length and some are not. */
  end(): void {
    for (const [kind, { unit, other, example }] of this.#lengths)
      if (unit > 0 && other > 0)
        this.#findings.add('unequal-lengths', `${kind}: ${unit} so, ${other} others, such as ${example}`);
  }

  #count(kind: string, where: string, isUnit: boolean): void {
    const own = this.#lengths.get(kind) ?? { unit: 0, other: 0, example: '' };
    if (isUnit) own.unit += 1;
    else {
      own.example ||= where;
      own.other += 1;
    }
    this.#lengths.set(kind, own);
  }
}
