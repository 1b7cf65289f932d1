/** The table of words in force: by the browser's language, or as somebody has chosen. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { keep, kept } from '../kept.ts';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

const TABLES = { en, zh } as const;

/** A language that the page speaks. */
export type Language = keyof typeof TABLES;

/** The languages by their own names. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const KEPT = 'momentfx-language';

const isLanguage = (text: string | undefined): text is Language => text !== undefined && text in TABLES;

function first(): Language {
  const before = kept('local', KEPT);
  if (isLanguage(before)) return before;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const chosen = signal<Language>(first());

/** The language in force. */
export const language: ReadonlySignal<Language> = chosen;

/** Its words. */
export const words: ReadonlySignal<Words> = computed(() => TABLES[chosen.value]);

/** Speaks another one from now on, after a reload as well. */
export function speak(next: string): void {
  if (!isLanguage(next)) return;
  keep('local', KEPT, next);
  chosen.value = next;
}

/** A tag's name in the language in force. */
export const tagName = (tag: string): string =>
  (words.value.tags as Readonly<Record<string, string>>)[tag] ?? tag;
