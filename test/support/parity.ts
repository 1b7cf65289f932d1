import { readFileSync, readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { dmConfigSchema, type DmConfig } from '../../models/networks/dm/config.ts';
import { readSafetensors, type StoredTensor } from '../../models/training/safetensors.ts';
import { fixture } from './fixtures.ts';

/** A safetensors file by name, with typed access; asking for a tensor it lacks fails the test. */
export class Stored {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  private constructor(tensors: ReadonlyMap<string, StoredTensor>) {
    this.tensors = tensors;
  }

  static of(tensors: ReadonlyMap<string, StoredTensor>): Stored {
    return new Stored(tensors);
  }

  /** Of the D&M fixtures. */
  static async read(...parts: string[]): Promise<Stored> {
    return new Stored(await readSafetensors(fixture('dm', ...parts)));
  }

  get(name: string): StoredTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`the fixture has no tensor ${name}`);
    return tensor;
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  floats(name: string): Float32Array {
    const { data } = this.get(name);
    assert.instance(data, Float32Array, name);
    return data as Float32Array;
  }

  ints(name: string): Int32Array {
    const { data } = this.get(name);
    assert.instance(data, Int32Array, name);
    return data as Int32Array;
  }

  shape(name: string): readonly number[] {
    return this.get(name).shape;
  }

  /** All float tensors, copied. */
  weights(): Map<string, Float32Array> {
    return new Map([...this.tensors.keys()].map((name) => [name, this.floats(name).slice()]));
  }

  data(): Map<string, Float32Array | Int32Array> {
    return new Map([...this.tensors].map(([name, { data }]) => [name, data]));
  }
}

/** Names X of the files `X<ending>` in a folder of the D&M fixtures; a folder without any fails the test. */
export function casesIn(folder: string, ending: string): string[] {
  const cases = readdirSync(fixture('dm', folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
  assert.ok(cases.length > 0, `no *${ending} in ${folder}`);
  return cases;
}

export function readConfig(...parts: string[]): DmConfig {
  return dmConfigSchema.parse(readJson(...parts));
}

export function readJson(...parts: string[]): unknown {
  return JSON.parse(readFileSync(fixture('dm', ...parts), 'utf8'));
}

/** Fails unless both have the same length and no element differs by more than `limit`. */
export function closeTo(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  limit: number,
  what: string,
): void {
  assert.is(actual.length, expected.length, `${what}: number of values`);
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(Number(actual[index]) - Number(expected[index]));
    if (!(difference <= worst)) worst = difference;
  }
  assert.ok(worst <= limit, `${what}: differs by ${worst}, at most ${limit} allowed`);
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    difference += (Number(actual[index]) - Number(expected[index])) ** 2;
    size += Number(expected[index]) ** 2;
  }
  return Math.sqrt(difference / size);
}
