/** Labelled talks: what people say, sentence by sentence, and where an effect belongs. Read from a folder and checked. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MomentfxError } from '../../../src/core/errors.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { tidyCaptions, type Caption } from '../../../src/streams/words/tidy.ts';

/** Kinds of key sentences. */
export const KINDS = ['introduction', 'selling', 'humour', 'surprise', 'transition'] as const;
/** The kind of a key sentence. */
export type Kind = (typeof KINDS)[number];

const seconds = z.number().nonnegative().max(1e6);
const sentenceSchema = z
  .object({
    start: seconds,
    end: seconds,
    text: z.string().min(1),
    /** null: an effect is out of place. */
    kind: z.enum(KINDS).nullable(),
    /** An effect is a matter of taste: neither wanted nor wrong. */
    maybe: z.exactOptional(z.boolean()),
  })
  .refine(({ start, end }) => end >= start, { path: ['end'], message: 'must not be before the start' })
  .refine(({ kind, maybe }) => kind === null || maybe !== true, {
    path: ['maybe'],
    message: 'a sentence with a kind is no matter of taste',
  });

const talkSchema = z.object({
  /** Also the name of its captions file. */
  id: z.string().regex(/^[\w.-]+$/, 'must be letters, digits, dots, dashes'),
  genre: z.string().min(1),
  split: z.exactOptional(z.string().min(1)),
  mood: z.exactOptional(z.enum(['lively', 'quiet', 'solemn'])),
  duration: seconds.positive(),
  sentences: z.array(sentenceSchema).min(1),
});
const talksSchema = z.array(talkSchema).min(1, 'holds no talks');

/** A sentence of a talk; times in seconds. */
export type TalkSentence = Readonly<z.infer<typeof sentenceSchema>>;

/** A talk: what is true of it, in seconds, and the captions in which it is heard, in media time. */
export interface Talk extends Readonly<Omit<z.infer<typeof talkSchema>, 'sentences'>> {
  readonly sentences: readonly TalkSentence[];
  readonly captions: readonly Caption[];
}

/** Name of the file in a folder of talks that holds their truth. */
const TALKS_FILE = 'talks.json';

/**
 * A folder of talks that cannot be used; the message names the file and the entry.
 * @public Callers may tell it apart.
 */
export class TalksError extends MomentfxError<'talks-missing' | 'talks-broken' | 'talks-no-split'> {}

/** Options of `readTalks`. */
export interface ReadTalksOptions {
  /** Only the talks of this split. */
  readonly split?: string;
  /** Reads the text of an SRT file, called `name`, as the product does. Without it SRT files are left alone. */
  readonly parseCaptions?: (text: string, name: string) => readonly Caption[];
}

/**
 * The talks of a folder: `talks.json`, and for each one `ID.srt` if it is there; else its sentences are its captions.
 * @throws TalksError, and what `parseCaptions` throws
 */
export async function readTalks(folder: string, options: ReadTalksOptions = {}): Promise<Talk[]> {
  const all = await readTruth(join(folder, TALKS_FILE));
  const { split, parseCaptions } = options;
  const wanted = split === undefined ? all : all.filter((talk) => talk.split === split);
  if (wanted.length === 0) {
    const known = [...new Set(all.map((talk) => talk.split ?? '(none)'))].join(', ');
    throw new TalksError(
      'talks-no-split',
      `${folder} holds no talks of the split ${split}.`,
      `Its splits: ${known}.`,
    );
  }
  return Promise.all(
    wanted.map(async (talk): Promise<Talk> => {
      const name = join(folder, `${talk.id}.srt`);
      const srt = parseCaptions === undefined ? undefined : await readIfThere(name);
      const captions = srt === undefined ? undefined : parseCaptions?.(srt, name);
      return { ...talk, captions: captions ?? captionsOf(talk.sentences) };
    }),
  );
}

/** Talk with hardly a key moment: its id begins with q, or its mood says so. */
export const isQuiet = ({ id, mood }: Pick<Talk, 'id' | 'mood'>): boolean =>
  id.startsWith('q') || mood === 'quiet' || mood === 'solemn';

/** The captions of sentences, tidied as those of a file. */
export const captionsOf = (sentences: readonly TalkSentence[]): Caption[] =>
  tidyCaptions(
    sentences.map(({ start, end, text }) => ({ start: fromSeconds(start), end: fromSeconds(end), text })),
  );

async function readTruth(file: string): Promise<z.infer<typeof talksSchema>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new TalksError('talks-missing', `${file} cannot be read.`, 'Name a folder of labelled talks.', {
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TalksError('talks-broken', `${file} is not JSON.`, 'Mend it.', { cause });
  }
  const parsed = talksSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = z.core.toDotPath(issue?.path ?? []);
    const place = path === '' ? file : `${file}: ${path}`;
    throw new TalksError('talks-broken', `${place}: ${issue?.message}.`, 'Mend that entry.', {
      cause: parsed.error,
    });
  }
  const ids = parsed.data.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new TalksError('talks-broken', `${file} holds two talks "${twice}".`, 'Give each its own id.');
  return parsed.data;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new TalksError('talks-broken', `${file} cannot be read.`, 'Check its permissions.', { cause });
  }
}
