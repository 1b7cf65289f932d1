/** The generated corpus that training works on: the one that is in its folder, or a new one. */
import { generateCorpus, loadGenerated, type GeneratedCorpus } from '../corpus/generated.ts';
import { CorpusFolderError } from '../corpus/generated-files.ts';
import { LANGUAGE_NAMES, type Language } from '../corpus/talks/reader.ts';
import { plainTalkFrom } from '../corpus/talks/speeches.ts';
import { ensureEncoders } from '../encoders/cache.ts';
import { availableFamily, familyNamed, findFamily } from '../encoders/families.ts';
import type { EncoderFamily } from '../encoders/family.ts';
import { familyOfFolder } from '../encoders/minilm.ts';

/** Which corpus. */
export interface CorpusOptions {
  /** The corpus is kept here, and made when there is none. */
  readonly corpus: string;
  /** Of a corpus that is made. */
  readonly seed: number;
  /** Shows of a corpus that is made. */
  readonly videos: number;
  /** Hearings of whole talks in a corpus that is made; default: by its videos. */
  readonly hearings?: number;
  /** Share of the full bank of pictures, for a corpus that is made. */
  readonly pictures?: number;
  /** Whose features the corpus has, a family or a package; default: those of the corpus that is there, else of the best here for its language. */
  readonly encoders?: string;
  /** A run's or a checkpoint's folder, which may hold a tuned part of the sentence encoder. */
  readonly tunedIn?: string;
  /** What is spoken in a corpus that is made; default: that of the corpus that is there, else English. */
  readonly language?: Language;
  /** File of plain talk for a corpus that is made; default: public speeches, if their package is installed. */
  readonly plain?: string;
  readonly threads: number;
}

/** The corpus in its folder, made first if there is none. @throws CorpusFolderError where another one is there */
export async function openCorpus(
  options: CorpusOptions,
  say: (line: string) => void,
): Promise<GeneratedCorpus> {
  const found = await loadGenerated(options.corpus).catch((error: unknown) => {
    if (!(error instanceof CorpusFolderError)) throw error;
  });
  if (found !== undefined) return checkAsked(options, found);
  const { language = 'en' } = options;
  const best = language === 'zh' ? 'muse' : await availableFamily();
  const named = await familyNamed(options.encoders ?? best);
  const family = options.tunedIn === undefined ? named : familyOfFolder(options.tunedIn, named);
  const encodersFolder = await ensureEncoders(family);
  say(
    `Making the corpus of ${options.videos} shows in ${LANGUAGE_NAMES[language]} in ${options.corpus}, sentences by ${family.encoders.text}.`,
  );
  const plain = await plainTalkFrom(options.plain);
  if (plain !== undefined && plain.changed > 0)
    say(`${plain.changed} stretches of it are not as they were labelled: their labels are not used.`);
  let told = 0;
  await generateCorpus({
    seed: options.seed,
    videos: options.videos,
    folder: options.corpus,
    workers: options.threads,
    encodersFolder,
    tunedPart: await tunedPartOf(family),
    hearings: options.hearings,
    language,
    plain,
    ...(options.pictures === undefined ? {} : { pictures: options.pictures }),
    onProgress: (stage, done, total) => {
      // Ten lines a stage: it takes minutes.
      const tenth = Math.floor((10 * done) / total);
      if (tenth !== told) say(`  ${stage} ${done} of ${total}`);
      told = tenth;
    },
  });
  return loadGenerated(options.corpus);
}

/** The corpus that is there, if it is as asked for. */
async function checkAsked(
  { corpus, encoders, plain, language, tunedIn }: CorpusOptions,
  found: GeneratedCorpus,
): Promise<GeneratedCorpus> {
  if (language !== undefined && language !== found.language)
    throw new CorpusFolderError(
      corpus,
      `it is in ${LANGUAGE_NAMES[found.language]}, not in ${LANGUAGE_NAMES[language]}`,
    );
  if (plain !== undefined && found.plain.length === 0)
    throw new CorpusFolderError(corpus, 'it was made without plain talk');
  const family = encoders === undefined ? findFamily(found.encoders.text) : await familyNamed(encoders);
  const text = family?.encoders.text ?? found.encoders.text;
  if (text !== found.encoders.text)
    throw new CorpusFolderError(
      corpus,
      `its sentences are embedded by ${found.encoders.text}, not by ${text}`,
    );
  await requireTunedPart(corpus, found, tunedIn);
  return found;
}

/**
 * Vectors of a sentence encoder that was tuned twice do not mix: the corpus in the folder `corpus` has to be embedded with the part that a
 * checkpoint or run in `folder` works with, its own or the bundled one.
 * @throws CorpusFolderError where it is another
 */
export async function requireTunedPart(
  corpus: string,
  { encoders: { text }, tunedPart }: Pick<GeneratedCorpus, 'encoders' | 'tunedPart'>,
  folder: string | undefined,
): Promise<void> {
  const family = findFamily(text);
  if (family === undefined) return;
  const own = folder === undefined ? family : familyOfFolder(folder, family);
  if ((await tunedPartOf(own)) === tunedPart) return;
  const whose = folder === undefined || own === family ? 'the bundled one' : `the one in ${folder}`;
  throw new CorpusFolderError(
    corpus,
    `its sentences are embedded by ${text} with another tuned part than ${whose}`,
  );
}

const tunedPartOf = async (family: EncoderFamily): Promise<string | undefined> =>
  family.type === 'made' ? family.tunedPart?.() : undefined;
