/** A library into memory: its effects with their sounds, checked and decoded. */
import { isActionable, messageOf } from '../core/errors.ts';
import { decodeAudioFile, type EffectSound } from './decode.ts';
import { LibraryError } from './errors.ts';
import {
  effectFile,
  LONGEST_EFFECT,
  readLibraryManifest,
  type EffectEntry,
  type LibraryManifest,
} from './manifest.ts';

/** An effect with its sound at 48 kHz. */
export interface LibraryEffect extends EffectEntry {
  /** One or two channels of equal length. */
  readonly channels: EffectSound;
  /** Their mean, for the audio encoder. */
  readonly mono: Float32Array<ArrayBuffer>;
}

/** A whole library in memory. */
export interface LoadedLibrary {
  readonly manifest: LibraryManifest;
  /** In the manifest's order. */
  readonly effects: readonly LibraryEffect[];
}

/**
 * One entry of the library in `folder`, with its sound at 48 kHz.
 * @throws LibraryError that names the entry and its file when it cannot be decoded
 */
export async function loadEffect(folder: string, entry: EffectEntry): Promise<LibraryEffect> {
  const file = await effectFile(folder, entry);
  try {
    return { ...entry, ...(await decodeAudioFile(file, LONGEST_EFFECT)) };
  } catch (cause) {
    if (cause instanceof LibraryError) throw cause;
    const reason = messageOf(cause);
    throw new LibraryError(
      'effect-unreadable',
      `The effect ${entry.id} cannot be read: ${reason}`,
      isActionable(cause) ? cause.nextStep : `Replace ${file} or remove the entry.`,
      { cause },
    );
  }
}

/**
 * Reads, checks and decodes a whole library, one file after the other.
 * @throws LibraryError the first fault, naming the file and the entry
 */
export async function loadLibrary(folder: string): Promise<LoadedLibrary> {
  const manifest = await readLibraryManifest(folder);
  const effects: LibraryEffect[] = [];
  for (const entry of manifest.effects) effects.push(await loadEffect(folder, entry));
  return { manifest, effects };
}
