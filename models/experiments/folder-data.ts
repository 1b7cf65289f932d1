/** A data set in SFX-Moment's layout as the data of an experiment. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Show } from '../corpus/generated-source.ts';
import { SfxMoment } from '../corpus/sfx-moment/data-set.ts';
import { layoutOf, SPLITS, type SplitName } from '../corpus/sfx-moment/layout.ts';
import { DataError } from '../training/data-error.ts';
import { PAPER_ENCODERS, tagOrder } from '../training/data-run.ts';
import { tagNamesOf } from '../training/source.ts';
import type { ExperimentData, ExperimentVideo } from './data.ts';
import { digestOf } from './data-digest.ts';

/** A data set in SFX-Moment's layout. @throws DataError */
export async function openFolder(folder: string): Promise<ExperimentData> {
  const data = await SfxMoment.open(folder);
  const [train, test] = [await videosOf(data, 'train'), await videosOf(data, 'test')];
  if (train.length === 0 || test.length === 0)
    throw new DataError(
      'sfx-moment-empty',
      `${folder} has no ${train.length === 0 ? 'train' : 'test'} video with a moment`,
      'Check its lists (`momentfx data check`)',
    );
  const showsOf = async (split: SplitName): Promise<Show[]> => {
    const shows: Show[] = [];
    for (const video of await data.videos(split)) shows.push(await data.show(split, video));
    return shows;
  };
  const content = {
    encoders: data.encoders ?? PAPER_ENCODERS,
    library: data.library,
    tagNames: tagNamesOf(data.library, tagOrder(data)),
    blank: data.blank,
    train,
    test,
  };
  return {
    ...content,
    name: `${folder}, ${train.length} training and ${test.length} test videos`,
    id: JSON.stringify(['sfx-moment', await fingerprint(folder), digestOf(content)]),
    shows: () => showsOf('test'),
    validation: () => showsOf('val'),
  };
}

async function videosOf(data: SfxMoment, split: SplitName): Promise<ExperimentVideo[]> {
  const videos: ExperimentVideo[] = [];
  for (const video of await data.videos(split)) {
    const { item } = await data.load(split, video.name, { ...video, first: 0 });
    const { name, frameCount, moments } = video;
    videos.push({ name, frameCount, moments, frames: item.frames, tts: item.tts, asr: item.asr });
  }
  return videos;
}

/** Of the lists and labels of all splits; a folder may lie elsewhere and hold the same. */
async function fingerprint(folder: string): Promise<string> {
  const layout = layoutOf(folder);
  const hash = createHash('sha256');
  for (const file of [
    layout.effects,
    ...SPLITS.flatMap((split) => [layout.list(split), layout.moments(split)]),
  ])
    hash.update(await readFile(file).catch(() => Buffer.alloc(0)));
  return hash.digest('hex').slice(0, 16);
}
