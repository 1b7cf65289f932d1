/** Finds effects by text: every word must be in the name, the kind (in the language in force, too) or the description. */
import type { EffectView } from '../protocol.ts';
import { tagName } from './words/words.ts';

/** Those that fit, in their order; all for no text. */
export function search(effects: readonly EffectView[], text: string): readonly EffectView[] {
  const sought = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (sought.length === 0) return effects;
  return effects.filter(({ sfx, tag, description, nameZh = '', descriptionZh = '' }) => {
    const all = `${sfx} ${tag} ${tagName(tag)} ${description} ${nameZh} ${descriptionZh}`.toLowerCase();
    return sought.every((word) => all.includes(word));
  });
}
