/**
 * What was found in a recording, kept in the cache: a review that is taken up again need not look through it once more. The
 * name says what the finding depended on, so that another recording, checkpoint or library finds nothing there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { MODEL_FILES } from '../../analysis/manifest.ts';
import { readAtMost } from '../../core/read-file.ts';
import { MANIFEST_FILE } from '../../library/manifest.ts';
import { isMediaTime, type Micros } from '../../streams/time.ts';
import { TAGS } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';
import { writeWhole } from '../files.ts';
import { languageOf, recordedLanguage } from '../language/language.ts';
import { bundledLibrary } from '../paths.ts';
import type { Found } from './edits.ts';
import type { SentenceView } from './protocol.ts';

/** What is kept: the policy is that of the settings, whenever it is read. */
export interface KeptFound {
  readonly found: Omit<Found, 'policy'>;
  readonly sentences: readonly SentenceView[];
}

/** Recordings that are kept, those used last; an hour takes some 2 MB. */
const MOST_KEPT = 16;
/** Packed, a day of talk; unpacked, ten times as much. In bytes. */
const LONGEST_FILE = 64 * 1_048_576;
const LONGEST_TEXT = 1_024 * 1_048_576;
/** A captions file or a manifest is not longer; in bytes. */
const LONGEST_PART = 64 * 1_048_576;

const time = z.custom<Micros>(isMediaTime, 'must be a time in microseconds');
const text = z.string();
const tag = z.enum(TAGS);
const moment = z.object({
  ...{ start: time, end: time, sfx: text, tag, probability: z.number(), window: z.int() },
  alternatives: z.array(z.object({ sfx: text, tag, score: z.number() })),
  subtitle: z.exactOptional(text),
  subtitleId: z.exactOptional(text),
});
const heard = z.object({ start: time, end: time, sentences: z.array(z.object({ id: text, text })) });
const fileSchema = z.object({
  version: z.literal(1),
  duration: time,
  language: z.object({ known: z.array(text), auto: z.boolean(), initially: z.exactOptional(text) }),
  sightings: z.array(z.object({ moments: z.array(moment), horizon: time, heard: z.exactOptional(heard) })),
  sentences: z.array(z.object({ id: text, start: z.number(), end: z.number(), text })),
});

/** Where the finding of this recording with these settings is kept. `settings.model`: the folder of the checkpoint that runs. */
export async function foundFile(
  recording: string,
  settings: Pick<Settings, 'asr' | 'language' | 'model' | 'library'>,
  version: string,
  cacheFolder: string = defaultCacheFolder(),
): Promise<string> {
  const { size, mtimeMs } = await stat(recording);
  const { asr, language, model = '', library = bundledLibrary } = settings;
  const parts = [
    ...[version, size, mtimeMs, asr, language],
    asr.type === 'captions' ? await digest(asr.file) : '',
    await digest(join(model, MODEL_FILES.manifest)),
    await digest(join(library, MANIFEST_FILE)),
  ];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
  return join(cacheFolder, 'review', `${key}.json.gz`);
}

/** Of a file that cannot be read something else will tell. */
const digest = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readAtMost(file, LONGEST_PART).catch(() => ''))
    .digest('hex');

/** What is kept there; undefined where nothing is, or nothing that can be used. */
export async function readFound(file: string): Promise<KeptFound | undefined> {
  try {
    const packed = await readAtMost(file, LONGEST_FILE);
    const content = await promisify(gunzip)(packed, { maxOutputLength: LONGEST_TEXT });
    const { language, sentences, duration, sightings } = fileSchema.parse(
      JSON.parse(content.toString('utf8')),
    );
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return { found: { sightings, duration, language: await languageOf(language) }, sentences };
  } catch {
    // Not there, cut off, or of another version: the recording is looked through.
    return undefined;
  }
}

/** Keeps it, and lets the oldest go. @throws UsageError unwritable */
export async function writeFound(file: string, { found, sentences }: KeptFound): Promise<void> {
  const { sightings, duration, language } = found;
  const content = JSON.stringify({
    ...{ version: 1, duration, language: recordedLanguage(language), sentences },
    sightings: sightings.map(({ moments, horizon, heard: words }) => ({
      moments,
      horizon,
      ...(words === undefined ? {} : { heard: words }),
    })),
  });
  const folder = join(file, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(file, await promisify(gzip)(content), { mode: 0o600 });
  const kept = (await readdir(folder)).filter((name) => name.endsWith('.json.gz'));
  const aged = await Promise.all(
    kept.map(async (name) => ({ path: join(folder, name), used: (await stat(join(folder, name))).mtimeMs })),
  );
  for (const { path } of aged.sort((a, b) => b.used - a.used).slice(MOST_KEPT))
    await rm(path, { force: true });
}
