/** All bundled effects in library order: by tag, in the checkpoint's order of tags. */
import { ACTION } from './effects/action.ts';
import { HUMOR } from './effects/humor.ts';
import { OTHERS } from './effects/others.ts';
import { PROMPT } from './effects/prompt.ts';
import { SURPRISE } from './effects/surprise.ts';
import { TRANSITION } from './effects/transition.ts';
import type { LibraryEntry } from './entry.ts';

export type { LibraryEntry } from './entry.ts';

/** The bundled library's entries; importing them loads no synthesis. */
export const CATALOGUE: readonly LibraryEntry[] = [
  ...PROMPT,
  ...TRANSITION,
  ...HUMOR,
  ...ACTION,
  ...SURPRISE,
  ...OTHERS,
];
