/** Reads the written talks beside this file: a header, then one sentence a line with its mark (see README.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { MomentfxError } from '../../../src/core/errors.ts';
import { packageFile } from '../../../src/core/paths.ts';
import { isKeyAct } from '../grammar/types.ts';
import { actOfMark, MARKS } from './marks.ts';
import type { TalkLineAct } from './marks.ts';

/** The languages that there are written talks in, by their ISO 639-1 codes. */
export const LANGUAGES = ['en', 'zh'] as const;
/** One of `LANGUAGES`. */
export type Language = (typeof LANGUAGES)[number];
/** What they are called in English. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: 'Chinese' };

/** `lively` talks have moments, `quiet` ones hardly any, `solemn` ones none. */
export const MOODS = ['lively', 'quiet', 'solemn'] as const;
/** One of `MOODS`. */
export type Mood = (typeof MOODS)[number];

/** A sentence of a written talk with what it does. */
export interface TalkLine {
  readonly act: TalkLineAct;
  readonly text: string;
}
/** A written talk, read and checked. */
export interface Talk {
  /** The file's name without its ending. */
  readonly name: string;
  readonly genre: string;
  readonly mood: Mood;
  /** Who speaks, and how. */
  readonly voice: string;
  readonly lines: readonly TalkLine[];
}

/**
 * A talk that cannot be read; the message names the file and the line.
 * @public Callers may tell it apart.
 */
export class TalkFileError extends MomentfxError<'talk-file'> {
  readonly line: number;

  constructor(file: string, line: number, fault: string) {
    super(
      'talk-file',
      `${file}, line ${line}: ${fault}.`,
      'Mend that line; models/corpus/talks/README.md tells the format.',
    );
    this.line = line;
  }
}

/** The shortest stretch that becomes a video; a talk has at least as many sentences. */
export const FEWEST_LINES = 6;

const words = z.string().trim().min(1);
const HEADER = z.strictObject({ genre: words, mood: z.enum(MOODS), voice: words });

const HEADER_LINE = /^# ([a-z]+): (.*)$/;
const TALK_LINE = /^(\S+) \| (.*)$/;

/**
 * Reads one talk. `file` is what errors call it, and gives the talk its name. Throws a `TalkFileError`.
 * @internal The parser is tested on text, broken text too.
 */
export function parseTalk(text: string, file: string): Talk {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row, at) => ({ row: row.trimEnd(), line: at + 1 }))
    .filter(({ row }) => row !== '');
  const after = rows.findIndex(({ row }) => !row.startsWith('# '));
  const body = after < 0 ? [] : rows.slice(after);
  const header = readHeader(rows.slice(0, rows.length - body.length), file);
  const lines = body.map(({ row, line }) => readLine(row, line, header.mood, file));
  if (lines.length < FEWEST_LINES)
    throw new TalkFileError(
      file,
      rows.at(-1)?.line ?? 1,
      `the talk has ${lines.length} sentences, and ${FEWEST_LINES} are the fewest`,
    );
  return { name: basename(file, '.txt'), ...header, lines };
}

function readHeader(
  rows: readonly { readonly row: string; readonly line: number }[],
  file: string,
): z.infer<typeof HEADER> {
  const entries = new Map<string, string>();
  for (const { row, line } of rows) {
    const [, key, value] = HEADER_LINE.exec(row) ?? [];
    if (key === undefined || value === undefined)
      throw new TalkFileError(file, line, 'a line of the header reads "# name: value"');
    if (entries.has(key)) throw new TalkFileError(file, line, `the header has two lines "${key}"`);
    entries.set(key, value);
  }
  const parsed = HEADER.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = rows.find(({ row }) => row.startsWith(`# ${String(issue?.path[0])}: `))?.line;
  throw new TalkFileError(file, place ?? 1, `header, ${issue?.path.join('.') ?? ''}: ${issue?.message}`);
}

function readLine(row: string, line: number, mood: Mood, file: string): TalkLine {
  const [, mark = '', text = ''] = TALK_LINE.exec(row) ?? [];
  const act = actOfMark(mark);
  if (act === undefined)
    throw new TalkFileError(file, line, `a sentence begins with "MARK | ", a mark being ${MARKS.join(' ')}`);
  if (text.trim() === '' || text !== text.trim() || text.includes('|'))
    throw new TalkFileError(file, line, 'after the mark comes one sentence, without a second "|"');
  if (mood === 'solemn' && isKeyAct(act))
    throw new TalkFileError(file, line, `a solemn talk has no effects, so no sentence is ${mark}`);
  return { act, text };
}

/** All talks of a folder, by name. Throws a `TalkFileError` for the first that is broken. */
function readTalkFolder(folder: string): Talk[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => parseTalk(readFileSync(join(folder, name), 'utf8'), name));
}

/** The project's own talks in a language, by name. */
export const readTalks = (language: Language): Talk[] =>
  readTalkFolder(packageFile('models', 'corpus', 'talks', language));
