/** What may be wrong or odd with a data set, gathered by kind, since a fault of extraction comes by the thousand. */

/** Examples that are kept of each kind. */
const MOST_EXAMPLES = 3;

/** What it is, and what to do. */
type Words = readonly [what: string, next: string];

/** Kinds on which training and evaluation fail. */
const FAULTS = {
  'missing-file': ['Files are missing', 'Complete the folder; its layout is in docs/data.md.'],
  'empty-split': [
    'Splits have no video with a moment',
    'Put videos into each: one trains, one fits the threshold, one measures.',
  ],
  'broken-table': ['Rows of tables cannot be read', 'Correct them.'],
  'double-effect': ['Effects stand twice in sfx_info.csv', 'Keep one of each.'],
  'tag-numbers': ['Tags and their numbers do not agree', 'Give each of the six tags one number from 0 to 5.'],
  'missing-feature': ['Features are missing', 'Extract them again.'],
  'broken-feature': [
    'Features have another shape or type',
    'Extract them again with the encoders of this data set.',
  ],
  'not-finite': ['Features hold NaN or infinity', 'Extract them again.'],
  'unknown-effect': [
    'Moments name effects that sfx_info.csv does not',
    'Add the effects, or remove the moments.',
  ],
  'unknown-video': [
    'Moments name videos that the list does not',
    'Add the videos to the list, or remove the moments.',
  ],
  'bad-frames': ['Moments have no list of frames such as 4*5*6', 'Correct them.'],
  'no-frames': ['Listed videos have no frames', 'Extract their frames, or take them from the list.'],
  'frame-numbers': [
    'Frames are not numbered 00000, 00001, … without a gap, or lie beside other files',
    'Extract them again.',
  ],
} as const satisfies Record<string, Words>;

/** Kinds with which they work, and of which somebody should know. */
const NOTES = {
  'zero-feature': ['Features are all zeros', 'See whether their extraction failed.'],
  'unequal-lengths': [
    'Features of one kind have lengths between 0.9 and 1.1 here and others there',
    'See whether some were normalised and others not.',
  ],
  'double-video': ['Videos stand twice in a list', 'They count twice.'],
  'shared-video': [
    'Videos stand in two lists',
    'Accuracy is measured on what was trained on: take them from one.',
  ],
  'no-moment': ['Videos have no moment inside', 'They are left out.'],
  'moment-outside': ['Moments lie outside their video', 'They are left out.'],
  'moment-clipped': ['Moments reach over an end of their video', 'They are clipped.'],
  'double-moment': ['Moments stand twice', 'They count twice.'],
  'moment-gap': ['Moments have frames that do not follow one another', 'Only the first and the last count.'],
  'long-moment': [
    'Moments are longer than a window of 12 frames',
    'The network sees a part of them at a time.',
  ],
  'text-backwards': ['Texts end before they begin', 'Correct their times.'],
  'text-outside': ['Texts lie outside their video', 'They are left out.'],
  'text-empty': ['Texts are empty', 'They are told the network all the same.'],
  'many-texts': ['Windows have more than 40 texts of one stream', 'Training draws 40 of them.'],
  'stray-file': ['Files belong to no listed video', 'They are not read.'],
  'stray-feature': ['Features of texts belong to no row', 'They are not read.'],
  'unused-effect': [
    'Effects belong to no moment of the training split',
    'They are learned as wrong answers only.',
  ],
  'leading-zeros': [
    'Names or ids are numbers with leading zeros',
    "The authors' loader would lose the zeros; this one keeps them.",
  ],
} as const satisfies Record<string, Words>;

/** A kind of finding. */
export type FindingKind = keyof typeof FAULTS | keyof typeof NOTES;

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
    return [...this.#of('fault', FAULTS), ...this.#of('note', NOTES)];
  }

  #of(level: FindingGroup['level'], kinds: Readonly<Record<string, Words>>): FindingGroup[] {
    return (Object.entries(kinds) as [FindingKind, Words][]).flatMap(([kind, [what, next]]) => {
      const own = this.#found.get(kind);
      return own === undefined ? [] : [{ kind, level, what, next, ...own }];
    });
  }
}
