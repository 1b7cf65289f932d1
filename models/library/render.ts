/** From an entry to its samples. */
import { CATALOGUE, type LibraryEntry } from './catalogue.ts';
import { mastered } from './master.ts';
import type { Recipe } from './recipe.ts';
import { actionSounds } from './sounds/action.ts';
import { humorSounds } from './sounds/humor.ts';
import { othersSounds } from './sounds/others.ts';
import { promptSounds } from './sounds/prompt.ts';
import { surpriseSounds } from './sounds/surprise.ts';
import { transitionSounds } from './sounds/transition.ts';
import { seeded } from './synthesis/index.ts';

const RECIPES: Readonly<Record<string, Recipe>> = {
  ...promptSounds,
  ...transitionSounds,
  ...humorSounds,
  ...actionSounds,
  ...surpriseSounds,
  ...othersSounds,
};

/**
 * The entry's finished sound: mono 16-bit samples at 48 kHz, `duration` long. Its id is the seed.
 * @internal Tests render single effects; all take 20 s.
 */
export function renderEffect(entry: LibraryEntry): Int16Array {
  const recipe = RECIPES[entry.id];
  if (!recipe) throw new Error(`internal: no recipe for the effect ${entry.id}`);
  return mastered(recipe(seeded(entry.id)), entry.duration);
}

/** All effects in library order. */
export function* renderLibrary(): Generator<readonly [LibraryEntry, Int16Array]> {
  for (const entry of CATALOGUE) yield [entry, renderEffect(entry)];
}
