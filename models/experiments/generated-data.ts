/** A generated corpus as the data of an experiment. */
import type { GeneratedVideo } from '../corpus/generated.ts';
import { frameOf, framesOfMoments, type Show } from '../corpus/generated-source.ts';
import { openCorpus, type CorpusOptions } from '../training/corpus-folder.ts';
import { tagNamesOf } from '../training/source.ts';
import type { ExperimentData, ExperimentVideo } from './data.ts';
import { digestOf } from './data-digest.ts';

/** The corpus in its folder, made first if there is none; one effect a moment: the one that fits best. Frames are taken each second, at the second. */
export async function openGenerated(
  options: CorpusOptions,
  say: (line: string) => void,
): Promise<ExperimentData> {
  const corpus = await openCorpus(options, say);
  const { library, splits } = corpus;
  const of = (videos: readonly GeneratedVideo[]): ExperimentVideo[] =>
    videos.map((video) => videoOf(video, library.ids)).filter(({ moments }) => moments.length > 0);
  // Nothing is fitted on the validation shows here, so that they are as good a test.
  const [train, test] = [of(splits.train), of([...splits.val, ...splits.test])];
  const counts = `${train.length} training and ${test.length} test shows with a moment`;
  const content = {
    encoders: corpus.encoders,
    library,
    tagNames: tagNamesOf(library),
    blank: corpus.blank,
    train,
    test,
  };
  return {
    ...content,
    name: `generated corpus, seed ${corpus.seed}, ${counts}`,
    id: JSON.stringify(['generated', corpus.seed, corpus.language, digestOf(content)]),
    shows: () => Promise.resolve(splits.test),
    validation: () => Promise.resolve(splits.val),
  };
}

function videoOf(show: Show, ids: readonly string[]): ExperimentVideo {
  const frameCount = show.frames;
  const last = frameCount - 1;
  return {
    name: show.name,
    frameCount,
    frames: Array.from({ length: frameCount }, (_, index) => frameOf(show, index)),
    tts: [],
    asr: show.asr
      .filter(({ start }) => start < frameCount)
      .map(({ start, end, embedding }) => ({
        embedding,
        start: Math.min(Math.floor(start), last),
        end: Math.min(Math.max(Math.floor(end), Math.floor(start)), last),
      })),
    moments: framesOfMoments(show).map(({ sfx, start, end }) => ({ sfx: ids[Number(sfx)]!, start, end })),
  };
}
