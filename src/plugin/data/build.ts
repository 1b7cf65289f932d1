/** `momentfx data build`: videos with cue sheets become a data set in SFX-Moment's layout, to train on one's own shows. */
import { basename } from 'node:path';
import { z } from 'zod';
import { DataWriter, type WrittenEffect } from '../../../models/corpus/sfx-moment/writer.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import { familyNamed } from '../../../models/encoders/families.ts';
import { openEncoders } from '../../analysis/encoders/index.ts';
import { describeError } from '../../core/errors.ts';
import { loadLibrary } from '../../library/index.ts';
import { chooseCheckpoint, pictureFilterOf, type Checkpoint } from '../checkpoint.ts';
import { print, tell } from '../cli/standard-streams.ts';
import { resolveSettings, type Settings } from '../config/options.ts';
import { readCueSheet } from '../cue-sheet.ts';
import { openRecordedAnalysis, type RecordedAnalysis } from '../decorate/recorded-analysis.ts';
import { StoppedError, UsageError } from '../errors.ts';
import { at, heardLibrary } from '../models/heard-library.ts';
import { checked } from '../models/settings.ts';
import { bundledLibrary, starterFolders } from '../paths.ts';
import { countProgress } from '../progress.ts';
import { readCaptions } from '../session/captions-file.ts';
import { openAnalysis } from '../session/open-analysis.ts';
import { embedCaptions, extractVideo, momentsOf } from './extract.ts';
import { untrainedCheckpoint } from './untrained.ts';
import { findVideos, type FoundVideo, type Shares } from './videos.ts';

const schema = z.object({
  out: z.string().min(1),
  library: z.string().min(1).default(bundledLibrary),
  encoders: z.string().min(1).optional(),
  asr: z.string().min(1).default('moonshine'),
  split: z
    .string()
    .regex(/^\d{1,3},\d{1,3},\d{1,3}$/, 'must be three shares in percent, as in 80,10,10')
    .transform((text) => text.split(',').map(Number) as unknown as Shares)
    .refine(([train, val, test]) => train + val + test === 100, 'must add up to 100')
    .default([80, 10, 10]),
  jobs: z.coerce.number().int().min(1).max(64).default(2),
});

/**
 * Builds the data set in `--out` from the videos of `folder`. Videos that are there already, made of the same, are kept; a stop
 * keeps what is done.
 * @throws UsageError (`data-incomplete`) after all others are done, where a video could not be used
 */
export async function dataBuildCommand(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const { out, library: libraryFolder, encoders: named, asr, split, jobs } = checked(schema, options);
  const { videos, without } = await findVideos(folder, split);
  for (const file of without) tell(`${file} is left out: there is no cue sheet beside it.`);
  await using checkpoint = await checkpointFor(named);
  const settings = resolveSettings({ asr, library: libraryFolder, model: checkpoint.folder });
  const library = await loadLibrary(libraryFolder);
  const tags = new Map(library.effects.map(({ id, tag }) => [id, tag]));
  const writer = await DataWriter.open(out);
  await writer.keepOnly(new Set(videos.map(({ name }) => name)));
  const { encoders } = checkpoint.manifest;
  // A package's folder bears the sum of its manifest.
  const made = checkpoint.family.type === 'package' ? [basename(checkpoint.family.folder)] : [];
  const keyOf = ({ key }: FoundVideo): string =>
    [key, encoders.frame, encoders.text, asr, ...made].join('; ');
  const rest = videos.filter((video) => !writer.has(video.name, video.split, keyOf(video)));
  const kept = videos.length - rest.length;
  if (kept > 0) tell(`${kept} of ${videos.length} videos are there already.`);
  const failed: string[] = [];
  await using analysis = rest.length === 0 ? undefined : await openOwn(settings, library.effects, signal);
  if (analysis !== undefined) {
    const progress = countProgress('Extracting', 'videos');
    let done = 0;
    const waiting = rest.values();
    const work = async (): Promise<void> => {
      for (const video of waiting) {
        try {
          const cues = await readCueSheet(video.cues, tags);
          const captions = await captionsOf(video.captions);
          const { frames, asr: said } = await extractVideo({
            ...video,
            captions,
            asr: settings.asr,
            analysis,
            pictureFilter: pictureFilterOf(checkpoint.family),
            signal,
          });
          const script = await captionsOf(video.script);
          const tts = script === undefined ? [] : await embedCaptions(script, analysis);
          const { name, split: own } = video;
          await writer.write({
            name,
            split: own,
            key: keyOf(video),
            frames,
            texts: { tts, asr: said },
            moments: momentsOf(cues, frames.length),
          });
        } catch (error) {
          if (signal.aborted) throw new StoppedError();
          failed.push(video.name);
          // What was made of its files before they changed is not what they are.
          await writer.remove(video.name);
          tell(`${video.name} is left out: ${describeError(error)}`);
        }
        progress.update(++done, rest.length);
      }
    };
    await Promise.all(Array.from({ length: jobs }, work)).finally(progress.stop);
  }
  await writer.finish(...(await effectsOf(checkpoint, library.effects)), encoders);
  print(`${videos.length - failed.length} videos in ${out}. Check them with: momentfx data check ${out}`);
  if (failed.length > 0)
    throw new UsageError(
      'data-incomplete',
      `${failed.length} of ${videos.length} videos could not be used.`,
      'The lines above say why; the others are there, and building again takes only what is missing.',
    );
}

type Library = Awaited<ReturnType<typeof loadLibrary>>['effects'];

/** A checkpoint that asks for the encoders named; those of a package may have none yet. */
async function checkpointFor(named: string | undefined): Promise<Checkpoint & AsyncDisposable> {
  const family = named === undefined ? undefined : await familyNamed(named);
  if (family?.type === 'package') return untrainedCheckpoint(family);
  const chosen = await chooseCheckpoint(family && starterFolders[family.name]);
  return { ...chosen, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** An analysis process for this work, closed with the result. */
async function openOwn(
  settings: Settings,
  effects: Library,
  signal: AbortSignal,
): Promise<RecordedAnalysis & AsyncDisposable> {
  // It is asked for features only: one effect is as good as all, which may take minutes to embed.
  const open = (stop: AbortSignal) => openAnalysis(settings, effects.slice(0, 1), { signal: stop });
  const analysis = await openRecordedAnalysis({ open, mostLosses: 1, onEvent: () => undefined }, signal);
  return Object.assign(analysis, { [Symbol.asyncDispose]: () => analysis.close() });
}

const captionsOf = async (file: string | undefined) =>
  file === undefined ? undefined : readCaptions({ type: 'captions', file }, tell);

/** The library's features, and that of the blank text. */
async function effectsOf({ family }: Checkpoint, effects: Library): Promise<[WrittenEffect[], Float32Array]> {
  const encoders = await openEncoders(await ensureEncoders(family), { threads: 1 });
  try {
    const heard = await heardLibrary(effects, encoders);
    const written = heard.map((effect, index) => ({
      ...effect,
      description: effects[index]?.description ?? '',
    }));
    return [written, at(await encoders.text.embed([' ']), 0)];
  } finally {
    await encoders.release();
  }
}
