/** Finds what is wrong with a library, and says what to do. */
import { EFFECT_RATE } from '../core/formats.ts';
import { TAGS } from '../streams/values.ts';
import { LibraryError } from './errors.ts';
import { loadEffect } from './load.ts';
import { loudnessOf, loudnessText } from './loudness.ts';
import { libraryFaults, type EffectEntry } from './manifest.ts';

/** A manifest may round its lengths; beyond this (seconds) the file was changed after the library was made. */
const LENGTH_TOLERANCE = 0.05;
/** Effects this far (LU) from the library's middle stick out or go under. */
const LOUDNESS_SPREAD = 10;

interface Fault {
  readonly message: string;
  readonly nextStep: string;
}

interface Measured {
  readonly id: string;
  readonly loudness: number;
}

/** Decodes one entry: its loudness, and what is wrong with its sound. */
async function inspect(
  folder: string,
  entry: EffectEntry,
): Promise<{ readonly measured?: Measured; readonly faults: Fault[] }> {
  const what = `The effect ${entry.id} (${entry.file})`;
  try {
    const { channels, mono } = await loadEffect(folder, entry);
    const seconds = mono.length / EFFECT_RATE;
    const loudness = loudnessOf(channels);
    const faults: Fault[] = [];
    if (Math.abs(seconds - entry.duration) > LENGTH_TOLERANCE)
      faults.push({
        message: `${what} lasts ${seconds.toFixed(2)} s, but library.json says ${entry.duration} s.`,
        nextStep: `Set its duration to ${Number(seconds.toFixed(3))}.`,
      });
    if (!Number.isFinite(loudness)) {
      faults.push({ message: `${what} is silent.`, nextStep: 'Replace the file or remove the entry.' });
      return { faults };
    }
    return { measured: { id: entry.id, loudness }, faults };
  } catch (error) {
    if (error instanceof LibraryError) return { faults: [error] };
    throw error;
  }
}

/** What is allowed but should be known: tags without effects, effects far from the common loudness. */
function remarks(entries: readonly EffectEntry[], measured: readonly Measured[]): string[] {
  const empty = TAGS.filter((tag) => !entries.some((entry) => entry.tag === tag));
  const levels = measured.map(({ loudness }) => loudness).sort((a, b) => a - b);
  const middle = levels[Math.floor(levels.length / 2)] ?? 0;
  const odd = measured.filter(({ loudness }) => Math.abs(loudness - middle) > LOUDNESS_SPREAD);
  return [
    ...empty.map((tag) => `no effect has the tag ${tag}: such moments get an effect of another tag`),
    ...odd.map(
      ({ id, loudness }) =>
        `${id} is at ${loudnessText(loudness)}, the library's middle at ${loudnessText(middle)}`,
    ),
  ];
}

/**
 * Prints each fault of a library folder with what to do about it, then remarks.
 * @throws LibraryError library-faults when there was a fault, so that the command ends with exit code 2
 */
export async function checkLibrary(folder: string, write: (line: string) => void): Promise<void> {
  const { manifest, faults } = await libraryFaults(folder);
  const all: Fault[] = [...faults];
  const measured: Measured[] = [];
  const named = new Set(
    faults.filter(({ code }) => code.startsWith('effect-')).map(({ message }) => message),
  );
  for (const entry of manifest?.effects ?? []) {
    const result = await inspect(folder, entry);
    all.push(...result.faults.filter(({ message }) => !named.has(message)));
    if (result.measured) measured.push(result.measured);
  }
  for (const { message, nextStep } of all) {
    write(`FAULT ${message}`);
    write(`      → ${nextStep}`);
  }
  if (manifest) for (const remark of remarks(manifest.effects, measured)) write(`note  ${remark}`);
  if (all.length > 0)
    throw new LibraryError(
      'library-faults',
      `${all.length} ${all.length === 1 ? 'fault' : 'faults'} in ${folder}.`,
      'Each has its next step above.',
    );
  write(`${manifest?.effects.length ?? 0} effects in ${folder}: all is well.`);
}
