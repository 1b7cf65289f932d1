/** Which language a show is in: what a person set, what a captions file tells, and what is said about it. */
import type { ModelManifest } from '../../analysis/manifest.ts';
import { languagesOf } from '../../analysis/manifest.ts';
import { languageGate, type LanguageEvent, type LanguageOptions } from '../../streams/language.ts';
import type { Settings } from '../config/options.ts';
import { languageName } from './codes.ts';

/**
 * What decisions need to know about the language. `--language` decides it for the whole show; with `auto` the words do, and
 * where all of them are there beforehand (`words`) their beginning decides before the first effect.
 */
export async function languageFor(
  { language, asr }: Pick<Settings, 'language' | 'asr'>,
  manifest: Pick<ModelManifest, 'languages'>,
  words: readonly { readonly text: string }[] = [],
): Promise<LanguageOptions> {
  const known = languagesOf(manifest);
  if (language !== 'auto') return { known, initially: language };
  if (asr.type === 'none') return { known };
  // Only now: whoever sets the language, or has no words, need not load it.
  const { guessLanguages: guess } = await import('./guess.ts');
  const gate = languageGate({ known, guess });
  for (const [index, { text }] of words.entries()) {
    const verdict = gate.hear([{ id: String(index), text }]);
    if (verdict !== undefined) return { known, guess, initially: verdict.language };
  }
  return { known, guess };
}

/** What is kept of the options. */
export interface RecordedLanguage {
  readonly known: readonly string[];
  readonly auto: boolean;
  readonly initially?: string;
}

/** The options as they were kept. */
export async function languageOf({ auto, ...language }: RecordedLanguage): Promise<LanguageOptions> {
  if (!auto) return language;
  const { guessLanguages: guess } = await import('./guess.ts');
  return { ...language, guess };
}

/** The options as a record keeps them; `auto`: the words decide. */
export const recordedLanguage = ({ known, guess, initially }: LanguageOptions): RecordedLanguage => ({
  known,
  auto: guess !== undefined,
  ...(initially === undefined ? {} : { initially }),
});

/** What a person is told where the language keeps effects away, and where it no longer does. */
export class LanguageWarnings {
  readonly #options: LanguageOptions;
  #silent = false;

  constructor(options: LanguageOptions) {
    this.#options = options;
  }

  /** Takes what was detected; gives one line where effects stop or go on because of it. */
  hear({ language, known }: LanguageEvent): string | undefined {
    if (this.#silent === !known) return undefined;
    this.#silent = !known;
    return known ? `The talk goes on in ${named(language)}: effects are added.` : this.#refusal(language);
  }

  #refusal(language: string): string {
    const { known, guess } = this.#options;
    const knows = known.map(languageName).join(', ');
    if (guess === undefined)
      return `The talk is set to ${named(language)}; the checkpoint knows ${knows}. No effects are added.`;
    const way = HAS_CHECKPOINT.has(language)
      ? `--language ${language} takes the checkpoint that knows it`
      : `--language ${known[0]} overrides`;
    return `The talk seems to be in ${named(language)}; the checkpoint knows ${knows}. No effects are added; ${way}.`;
  }
}

/** Languages beside English with a bundled checkpoint; see `chooseCheckpoint`. */
const HAS_CHECKPOINT: ReadonlySet<string> = new Set(['zh']);

const named = (language: string): string => `${languageName(language)} (${language})`;
