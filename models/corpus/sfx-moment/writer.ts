/**
 * Writes a data set in SFX-Moment's layout, video by video. A video is there whole or not at all, whenever the work is broken
 * off; what was written before is taken up again as long as it was made of the same.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../training/checkpoint.ts';
import { csvText } from '../../../src/core/csv-text.ts';
import { TAGS, type Tag } from '../../../src/streams/values.ts';
import type { EncoderNames } from '../../../src/analysis/manifest.ts';
import { npyOf } from '../npy.ts';
import {
  EFFECT_FEATURES,
  frameFile,
  layoutOf,
  SPLITS,
  TEXT_STREAMS,
  type SplitName,
  type TextStream,
} from './layout.ts';

/** A text with its feature; times in frames. */
export interface WrittenText {
  readonly content: string;
  readonly start: number;
  readonly end: number;
  readonly embedding: Float32Array;
}

/** A moment: an effect's id, first and last frame. */
export interface WrittenMoment {
  readonly sfx: string;
  readonly first: number;
  readonly last: number;
}

/** A video as it is written. */
export interface WrittenVideo {
  readonly name: string;
  readonly split: SplitName;
  /** What it was made of; another key means that it must be made again. */
  readonly key: string;
  /** One vector a second. */
  readonly frames: readonly Float32Array[];
  readonly texts: Readonly<Record<TextStream, readonly WrittenText[]>>;
  readonly moments: readonly WrittenMoment[];
}

/** An effect of the library with its features. */
export interface WrittenEffect {
  readonly id: string;
  readonly tag: Tag;
  readonly description: string;
  readonly audio: Float32Array;
  readonly text: Float32Array;
}

const moment = z.object({ sfx: z.string(), first: z.number().int(), last: z.number().int() });
const noteSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  split: z.enum(SPLITS),
  moments: z.array(moment),
});
type Note = z.infer<typeof noteSchema>;

/** Writes into `folder`, which is made if it is not there. */
export class DataWriter {
  readonly #folder: string;
  readonly #layout: ReturnType<typeof layoutOf>;
  /** What is written of each video, by its name. */
  readonly #notes: Map<string, Note>;

  private constructor(folder: string, notes: Map<string, Note>) {
    this.#folder = folder;
    this.#layout = layoutOf(folder);
    this.#notes = notes;
  }

  /** Opens the folder and sees what is there already. What was left half-written is removed. */
  static async open(folder: string): Promise<DataWriter> {
    const place = notesOf(folder);
    await mkdir(place, { recursive: true });
    await rm(unfinishedOf(folder), { recursive: true, force: true });
    const notes = new Map<string, Note>();
    for (const file of await readdir(place)) {
      if (UNFINISHED_NOTE.test(file)) await rm(join(place, file), { force: true });
      if (!file.endsWith(NOTE)) continue;
      const note = noteOf(await readFile(join(place, file), 'utf8'));
      if (note !== undefined) notes.set(file.slice(0, -NOTE.length), note);
    }
    return new DataWriter(folder, notes);
  }

  /** Whether the video is there, made of the same. */
  has(name: string, split: SplitName, key: string): boolean {
    const note = this.#notes.get(name);
    return note?.key === key && note.split === split;
  }

  /** Writes a video in the place of what was there under its name. */
  async write(video: WrittenVideo): Promise<void> {
    await this.remove(video.name);
    // Whoever was ended in the middle of this has left parts without a note, in whatever split it then was.
    for (const each of SPLITS) await this.#clear(video.name, each);
    const aside = layoutOf(join(unfinishedOf(this.#folder), video.name));
    const places: (readonly [from: string, to: string])[] = [];
    const { name, split } = video;
    const frames = aside.frameFeatures(split, name);
    await mkdir(frames, { recursive: true });
    for (const [index, vector] of video.frames.entries())
      await writeFile(join(frames, frameFile(index)), npyOf(vector));
    places.push([frames, this.#layout.frameFeatures(split, name)]);
    for (const stream of TEXT_STREAMS) {
      const rows = video.texts[stream];
      if (rows.length === 0) continue;
      const own = aside.textFeatures(stream, split, name);
      await mkdir(own, { recursive: true });
      for (const [index, { embedding }] of rows.entries())
        await writeFile(join(own, frameFile(index)), npyOf(embedding));
      const table = aside.texts(stream, split, name);
      await writeTable(
        table,
        ['content', 'start', 'end', 'feature'],
        rows.map(({ content, start, end }, index) => [content, start, end, frameFile(index)]),
      );
      places.push(
        [own, this.#layout.textFeatures(stream, split, name)],
        [table, this.#layout.texts(stream, split, name)],
      );
    }
    for (const [from, to] of places) {
      await mkdir(dirname(to), { recursive: true });
      await rename(from, to);
    }
    const note: Note = { version: 1, key: video.key, split, moments: [...video.moments] };
    // Last of all: without it the video counts as not written.
    await replaceFile(join(notesOf(this.#folder), `${name}${NOTE}`), JSON.stringify(note));
    this.#notes.set(name, note);
    await rm(join(unfinishedOf(this.#folder), name), { recursive: true, force: true });
  }

  /** Takes away the videos that are not in `names`. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    for (const name of [...this.#notes.keys()]) if (!names.has(name)) await this.remove(name);
  }

  /** Takes a video away. */
  async remove(name: string): Promise<void> {
    const note = this.#notes.get(name);
    if (note === undefined) return;
    this.#notes.delete(name);
    await rm(join(notesOf(this.#folder), `${name}${NOTE}`), { force: true });
    await this.#clear(name, note.split);
  }

  async #clear(name: string, split: SplitName): Promise<void> {
    await rm(this.#layout.frameFeatures(split, name), { recursive: true, force: true });
    for (const stream of TEXT_STREAMS) {
      await rm(this.#layout.textFeatures(stream, split, name), { recursive: true, force: true });
      await rm(this.#layout.texts(stream, split, name), { force: true });
    }
  }

  /** Writes what is of all videos: lists, moments, effects, the blank text, and which encoders made it. */
  async finish(
    effects: readonly WrittenEffect[],
    blank: Float32Array,
    encoders: EncoderNames,
  ): Promise<void> {
    const all = [...this.#notes].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const split of SPLITS) {
      const own = all.filter(([, note]) => note.split === split);
      const rows = own.flatMap(([name, { moments }]) =>
        moments.map(({ sfx, first, last }) => [name, sfx, frameIds(first, last)]),
      );
      await writeTable(this.#layout.moments(split), ['name', 'sfx_id', 'frameids'], rows);
      await replaceFile(this.#layout.list(split), own.map(([name]) => `${name}\n`).join(''));
    }
    for (const kind of EFFECT_FEATURES) {
      await mkdir(this.#layout.effectFeatures(kind), { recursive: true });
      for (const effect of effects)
        await writeFile(join(this.#layout.effectFeatures(kind), `${effect.id}.npy`), npyOf(effect[kind]));
    }
    await writeTable(
      this.#layout.effects,
      ['id', 'tag', 'tag_index', 'description'],
      effects.map(({ id, tag, description }) => [id, tag, TAGS.indexOf(tag), description]),
    );
    await mkdir(dirname(this.#layout.blank), { recursive: true });
    await writeFile(this.#layout.blank, npyOf(blank));
    await replaceFile(this.#layout.encoders, `${JSON.stringify(encoders, null, 2)}\n`);
    await rm(unfinishedOf(this.#folder), { recursive: true, force: true });
  }
}

/** How the names of notes end; one is written after all else of its video. */
const NOTE = '.json';
/** What `replaceFile` leaves of one where the process ends in it. */
const UNFINISHED_NOTE = /\.json\.\d+\.part$/;

/** Undefined for one that cannot be read: its video counts as not written. */
function noteOf(text: string): Note | undefined {
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const notesOf = (folder: string): string => join(folder, 'built');
const unfinishedOf = (folder: string): string => join(folder, '.unfinished');
const frameIds = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index).join('*');

async function writeTable(
  file: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, csvText([head, ...rows], '\n'));
}
