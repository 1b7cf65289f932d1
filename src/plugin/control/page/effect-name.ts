/** Effects by the names that a person reads: in Chinese those of the library, where it has them. */
import { signal } from '@preact/signals';
import type { EffectView } from '../protocol.ts';
import { language } from './words/words.ts';

const chinese = signal<ReadonlyMap<string, string>>(new Map());

/** These are the effects whose names are shown. */
export function nameEffects(effects: readonly EffectView[]): void {
  chinese.value = new Map(
    effects.flatMap(({ sfx, nameZh }) => (nameZh === undefined ? [] : [[sfx, nameZh] as const])),
  );
}

/** In the language in force; the library's own id where it has no other. */
export const effectName = (sfx: string): string =>
  (language.value === 'zh' ? chinese.value.get(sfx) : undefined) ?? sfx;

/** What it sounds like, in the language in force where the library says so. */
export const effectDescription = ({ description, descriptionZh }: EffectView): string =>
  (language.value === 'zh' ? descriptionZh : undefined) ?? description;
