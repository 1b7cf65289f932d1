/**
 * `momentfx evaluate --talks`: a checkpoint on labelled talks, through the pipeline that decorates, without media. They lie in a
 * folder, or are the labelled stretches of a file of real talk.
 */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { talkFigures } from '../../../models/evaluation/talks/figures.ts';
import { curvePicture } from '../../../models/evaluation/talks/picture.ts';
import { talkLines } from '../../../models/evaluation/talks/report.ts';
import { sightTalk, type SightedTalk } from '../../../models/evaluation/talks/sight.ts';
import { readTalks, type Talk } from '../../../models/evaluation/talks/talk.ts';
import { saidEvenly } from '../../../models/evaluation/talks/written.ts';
import { SPLITS } from '../../../models/corpus/grammar/split.ts';
import { readPlainTalk } from '../../../models/corpus/talks/plain.ts';
import { checkpointPolicy, SENSITIVITIES } from '../../analysis/manifest.ts';
import { parseCaptions } from '../../captions/files/parse.ts';
import { add, fromSeconds, ZERO } from '../../streams/time.ts';
import { thresholdFor } from '../session/policy.ts';
import { UsageError } from '../errors.ts';
import { print } from '../cli/standard-streams.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { createProgress } from '../progress.ts';
import { checked } from './settings.ts';
import { openLocalCheckpoint, type LocalCheckpoint } from './local-checkpoint.ts';

const text = z.string().min(1);
const talksSchema = z.object({
  talks: text,
  split: text.optional(),
  model: text.optional(),
  sensitivity: z.enum(SENSITIVITIES).default('normal'),
  json: z.boolean().default(false),
  picture: text.optional(),
});

/** Runs `momentfx evaluate --talks FOLDER` and prints its figures. */
export async function evaluateTalksCommand(
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const { talks: folder, split, model, sensitivity, json, picture } = checked(talksSchema, options);
  if (picture !== undefined) await checkWritable(picture);
  const talks = await talksOf(folder, split);
  await using checkpoint = await openLocalCheckpoint(model);
  const { manifest } = checkpoint;
  const threshold = thresholdFor(sensitivity, manifest);
  const sighted = await sightAll(talks, checkpoint, signal);
  const rest = checkpointPolicy(manifest);
  const figures = talkFigures(sighted, { threshold, ...rest });
  if (picture !== undefined)
    await writeWhole(
      picture,
      curvePicture(`${manifest.name}, ${talks.length} talks`, figures.curve, threshold),
    );
  const facts = { model: checkpoint.folder, sensitivity, ...rest };
  const lines = json
    ? [JSON.stringify({ ...facts, ...figures }, null, 2)]
    : [
        `${manifest.name} (${checkpoint.folder}), sensitivity ${sensitivity}, threshold ${threshold}, ${talks.length} talks`,
        ...talkLines(figures),
        ...(picture === undefined ? [] : [`Picture: ${picture}`]),
      ];
  print(lines.join('\n'));
}

async function talksOf(name: string, split: string | undefined): Promise<Talk[]> {
  const isFile = (await stat(name).catch(() => undefined))?.isFile() === true;
  if (!isFile) return readTalks(name, { parseCaptions, ...(split === undefined ? {} : { split }) });
  const asked = SPLITS.find((own) => own === (split ?? 'test'));
  const talks = asked === undefined ? [] : saidEvenly((await readPlainTalk(name)).labelled(asked));
  if (talks.length > 0) return talks;
  throw new UsageError(
    'bad-arguments',
    `${name} has no stretch of the split ${split ?? 'test'} that is labelled.`,
    `Splits are ${SPLITS.join(', ')}; models/corpus/talks/README.md says what is labelled.`,
  );
}

/** Shows all talks to the checkpoint, one after the other, telling how far it is. */
async function sightAll(
  talks: readonly Talk[],
  checkpoint: LocalCheckpoint,
  signal: AbortSignal,
): Promise<SightedTalk[]> {
  const progress = createProgress('listening');
  const total = fromSeconds(talks.reduce((sum, { duration }) => sum + duration, 0));
  const sighted: SightedTalk[] = [];
  let done = ZERO;
  try {
    for (const talk of talks) {
      signal.throwIfAborted();
      sighted.push(await sightTalk(talk, checkpoint));
      done = add(done, fromSeconds(talk.duration));
      progress.update(done, total);
    }
  } finally {
    progress.stop();
  }
  return sighted;
}
