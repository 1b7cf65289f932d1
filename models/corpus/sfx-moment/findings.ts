/** What may be wrong or odd with a data set, gathered by kind, since a fault of extraction comes by the thousand. */

/** Examples that are kept of each kind. */
const MOST_EXAMPLES = 3;

/**
 * Every kind: whether training and evaluation fail on it (`fault`) or work and somebody should know (`note`), what it is, and
 * what to do.
 */
const KINDS = {
  'missing-file': {
    level: 'fault',
    what: 'Files are missing',
    next: 'Complete the folder; its layout is in docs/data.md.',
  },
  'empty-split': {
    level: 'fault',
    what: 'Splits have no video with a moment',
    next: 'Put videos into each: one trains, one fits the threshold, one measures.',
  },
  'broken-table': { level: 'fault', what: 'Rows of tables cannot be read', next: 'Correct them.' },
  'double-effect': { level: 'fault', what: 'Effects stand twice in sfx_info.csv', next: 'Keep one of each.' },
  'tag-numbers': {
    level: 'fault',
    what: 'Tags and their numbers do not agree',
    next: 'Give each of the six tags one number from 0 to 5.',
  },
  'missing-feature': { level: 'fault', what: 'Features are missing', next: 'Extract them again.' },
  'broken-feature': {
    level: 'fault',
    what: 'Features have another shape or type',
    next: 'Extract them again with the encoders of this data set.',
  },
  'not-finite': { level: 'fault', what: 'Features hold NaN or infinity', next: 'Extract them again.' },
  'unknown-effect': {
    level: 'fault',
    what: 'Moments name effects that sfx_info.csv does not',
    next: 'Add the effects, or remove the moments.',
  },
  'unknown-video': {
    level: 'fault',
    what: 'Moments name videos that the list does not',
    next: 'Add the videos to the list, or remove the moments.',
  },
  'bad-frames': {
    level: 'fault',
    what: 'Moments have no list of frames such as 4*5*6',
    next: 'Correct them.',
  },
  'no-frames': {
    level: 'fault',
    what: 'Listed videos have no frames',
    next: 'Extract their frames, or take them from the list.',
  },
  'frame-numbers': {
    level: 'fault',
    what: 'Frames are not numbered 00000, 00001, … without a gap, or lie beside other files',
    next: 'Extract them again.',
  },
  'zero-feature': {
    level: 'note',
    what: 'Features are all zeros',
    next: 'See whether their extraction failed.',
  },
  'unequal-lengths': {
    level: 'note',
    what: 'Features of one kind have lengths between 0.9 and 1.1 here and others there',
    next: 'See whether some were normalised and others not.',
  },
  'double-video': { level: 'note', what: 'Videos stand twice in a list', next: 'They count twice.' },
  'shared-video': {
    level: 'note',
    what: 'Videos stand in two lists',
    next: 'Accuracy is measured on what was trained on: take them from one.',
  },
  'no-moment': { level: 'note', what: 'Videos have no moment inside', next: 'They are left out.' },
  'moment-outside': { level: 'note', what: 'Moments lie outside their video', next: 'They are left out.' },
  'moment-clipped': {
    level: 'note',
    what: 'Moments reach over an end of their video',
    next: 'They are clipped.',
  },
  'double-moment': { level: 'note', what: 'Moments stand twice', next: 'They count twice.' },
  'moment-gap': {
    level: 'note',
    what: 'Moments have frames that do not follow one another',
    next: 'Only the first and the last count.',
  },
  'long-moment': {
    level: 'note',
    what: 'Moments are longer than a window of 12 frames',
    next: 'The network sees a part of them at a time.',
  },
  'text-backwards': { level: 'note', what: 'Texts end before they begin', next: 'Correct their times.' },
  'text-outside': { level: 'note', what: 'Texts lie outside their video', next: 'They are left out.' },
  'text-empty': { level: 'note', what: 'Texts are empty', next: 'They are told the network all the same.' },
  'many-texts': {
    level: 'note',
    what: 'Windows have more than 40 texts of one stream',
    next: 'Training draws 40 of them.',
  },
  'stray-file': { level: 'note', what: 'Files belong to no listed video', next: 'They are not read.' },
  'stray-feature': { level: 'note', what: 'Features of texts belong to no row', next: 'They are not read.' },
  'unused-effect': {
    level: 'note',
    what: 'Effects belong to no moment of the training split',
    next: 'They are learned as wrong answers only.',
  },
  'leading-zeros': {
    level: 'note',
    what: 'Names or ids are numbers with leading zeros',
    next: "The authors' loader would lose the zeros; this one keeps them.",
  },
} as const satisfies Record<
  string,
  { readonly level: 'fault' | 'note'; readonly what: string; readonly next: string }
>;

/** A kind of finding. */
export type FindingKind = keyof typeof KINDS;

/** All findings of a kind. */
export interface FindingGroup {
  readonly kind: FindingKind;
  readonly level: 'fault' | 'note';
  readonly what: string;
  readonly next: string;
  readonly count: number;
  /** Where, of the first few. */
  readonly examples: readonly string[];
}

/** Gathers findings; however many there are, a few of each kind are kept. */
export class Findings {
  readonly #found = new Map<FindingKind, { count: number; readonly examples: string[] }>();

  /** Notes one finding. `where` names a file below the data's folder, and what is there. */
  add(kind: FindingKind, where: string): void {
    const own = this.#found.get(kind) ?? { count: 0, examples: [] };
    own.count += 1;
    if (own.examples.length < MOST_EXAMPLES) own.examples.push(where);
    this.#found.set(kind, own);
  }

  /** Faults first, each part in the order of the kinds. */
  get groups(): readonly FindingGroup[] {
    const all = (Object.keys(KINDS) as FindingKind[]).flatMap((kind): FindingGroup[] => {
      const own = this.#found.get(kind);
      return own === undefined ? [] : [{ kind, ...KINDS[kind], ...own }];
    });
    return [...all.filter(({ level }) => level === 'fault'), ...all.filter(({ level }) => level === 'note')];
  }
}
