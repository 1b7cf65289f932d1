/** The videos of a folder with what belongs to them, by their names. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { namesIn, SPLITS, type SplitName } from '../../../models/corpus/sfx-moment/layout.ts';
import { UsageError } from '../errors.ts';

/** A video and the files beside it. */
export interface FoundVideo {
  /** The file's name without its extension. */
  readonly name: string;
  readonly file: string;
  /** NAME.cues.json: where its effects are. */
  readonly cues: string;
  /** NAME.srt or NAME.vtt: what is said; without, it is recognised. */
  readonly captions?: string;
  /** NAME.tts.srt or NAME.tts.vtt: text that the creator supplied for a synthetic voice. */
  readonly script?: string;
  readonly split: SplitName;
  /** Changes when any of its files does. */
  readonly key: string;
}

/** What a folder holds. */
export interface FoundVideos {
  readonly videos: readonly FoundVideo[];
  /** Media without a cue sheet. */
  readonly without: readonly string[];
}

/** Files that go with a video, and are none. */
const BESIDE = new Set(['.json', '.srt', '.vtt', '.txt', '.csv', '.md', '.jsonl']);
const CAPTIONS = ['.srt', '.vtt'] as const;

/** Shares of the splits where the folder has no lists, in percent. */
export type Shares = readonly [train: number, val: number, test: number];

/**
 * Pairs the videos of `folder` with their cue sheets. Its own `train_video.txt`, `val_video.txt` and `test_video.txt` say which
 * split a video belongs to; without them its name does, by `shares`, so that it stays where it is when others come.
 * @throws UsageError where there is no such folder, no video with a cue sheet, or two videos of one name
 */
export async function findVideos(folder: string, shares: Shares): Promise<FoundVideos> {
  const files = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new UsageError(
      'data-missing',
      `${folder} cannot be read as a folder.`,
      'Name the folder that holds the videos.',
      { cause },
    );
  });
  const names = new Set(files.filter((file) => file.isFile()).map((file) => file.name));
  const listed = await readLists(folder, names);
  const videos = new Map<string, FoundVideo>();
  const without: string[] = [];
  for (const file of [...names].sort()) {
    const extension = extname(file);
    if (file.startsWith('.') || BESIDE.has(extension.toLowerCase())) continue;
    const name = file.slice(0, file.length - extension.length);
    if (!names.has(`${name}.cues.json`)) {
      without.push(file);
      continue;
    }
    const other = videos.get(name);
    if (other !== undefined)
      throw new UsageError(
        'data-double',
        `${other.file} and ${file} have one cue sheet.`,
        'Give each video a name of its own.',
      );
    const split = listed === undefined ? splitOf(name, shares) : listed.get(name);
    if (split !== undefined) videos.set(name, await pairOf(folder, { name, file, split }, names));
  }
  if (videos.size === 0)
    throw new UsageError(
      'data-empty',
      `${folder} has no video with a cue sheet${listed === undefined ? '' : ' that its lists name'}.`,
      'Put NAME.cues.json beside NAME.mp4: `momentfx decorate NAME.mp4 --dry-run --cues NAME.cues.json` writes one to edit.',
    );
  return { videos: [...videos.values()], without };
}

async function pairOf(
  folder: string,
  { name, file, split }: Pick<FoundVideo, 'name' | 'file' | 'split'>,
  names: ReadonlySet<string>,
): Promise<FoundVideo> {
  const beside = (stem: string): string | undefined =>
    CAPTIONS.map((end) => `${stem}${end}`).find((each) => names.has(each));
  const captions = beside(name);
  const script = beside(`${name}.tts`);
  const cues = `${name}.cues.json`;
  const stamps = await Promise.all(
    [file, cues, captions, script]
      .filter((each) => each !== undefined)
      .map(async (each) => {
        const { size, mtimeMs } = await stat(join(folder, each));
        return `${each} ${size} ${Math.trunc(mtimeMs)}`;
      }),
  );
  return {
    ...{ name, split, file: join(folder, file), cues: join(folder, cues), key: stamps.join('; ') },
    ...(captions === undefined ? {} : { captions: join(folder, captions) }),
    ...(script === undefined ? {} : { script: join(folder, script) }),
  };
}

/** The split of each video that the folder's lists name; undefined without lists. */
async function readLists(
  folder: string,
  names: ReadonlySet<string>,
): Promise<Map<string, SplitName> | undefined> {
  const splits = SPLITS.filter((split) => names.has(`${split}_video.txt`));
  if (splits.length === 0) return undefined;
  const listed = new Map<string, SplitName>();
  for (const split of splits) {
    const text = await readFile(join(folder, `${split}_video.txt`), 'utf8');
    for (const name of namesIn(text)) listed.set(name, split);
  }
  return listed;
}

/** FNV-1a of the name, in percent of its range. */
function splitOf(name: string, [train, val]: Shares): SplitName {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const place = (hash / 2 ** 32) * 100;
  if (place < train) return 'train';
  return place < train + val ? 'val' : 'test';
}
