import type { Tag } from '../../src/streams/values.ts';

/** One bundled effect as a person and a text encoder meet it; the sound itself is made by `sounds/`. */
export interface LibraryEntry {
  /** Kebab-case, unique in the library; the audio file is `<id>.wav`. */
  readonly id: string;
  readonly name: string;
  readonly nameZh: string;
  /** One sentence: what it sounds like and when it fits. */
  readonly description: string;
  readonly descriptionZh: string;
  readonly tag: Tag;
  /** Exact length in seconds, 0.2 to 5. */
  readonly duration: number;
}

/** The written part of an entry: id, names (en, zh), descriptions (en, zh), seconds. */
export type EntryText<Id extends string> = readonly [
  id: Id,
  name: string,
  nameZh: string,
  description: string,
  descriptionZh: string,
  duration: number,
];

/** The entries of one tag; keeps the ids as literal types, so that a missing sound does not compile. */
export function entriesOf<const Id extends string>(
  tag: Tag,
  texts: readonly EntryText<Id>[],
): readonly (LibraryEntry & { readonly id: Id })[] {
  return texts.map(([id, name, nameZh, description, descriptionZh, duration]) => ({
    id,
    name,
    nameZh,
    description,
    descriptionZh,
    tag,
    duration,
  }));
}
