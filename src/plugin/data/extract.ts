/** What the network is told of a video, computed by the analysis process as for decorating it. */
import { Subject } from 'rxjs';
import type { WrittenMoment, WrittenText } from '../../../models/corpus/sfx-moment/writer.ts';
import type { Caption } from '../../captions/files/parse.ts';
import type { PictureFilter } from '../../core/formats.ts';
import { openRecording } from '../../media/program/recording.ts';
import { FOREVER, toSeconds } from '../../streams/time.ts';
import type { Cue, Frame, Subtitle } from '../../streams/values.ts';
import type { AsrChoice } from '../config/options.ts';
import { feedRecording } from '../decorate/feed-recording.ts';
import type { RecordedAnalysis } from '../decorate/recorded-analysis.ts';
import { openSpeechSource } from '../decorate/speech-source.ts';
import { UsageError } from '../errors.ts';

/** What is extracted, and by whom. */
export interface ExtractOptions {
  readonly file: string;
  /** What is said, where it is known; else it is recognised by `asr`. */
  readonly captions: readonly Caption[] | undefined;
  readonly asr: AsrChoice;
  readonly analysis: RecordedAnalysis;
  /** How its encoders want pictures squeezed. */
  readonly pictureFilter: PictureFilter;
  readonly signal: AbortSignal;
}

/** Frames, one a second, and sentences in order. */
export interface Extracted {
  readonly frames: readonly Float32Array[];
  readonly asr: readonly WrittenText[];
}

/** Reads the video to its end. @throws MediaError for media that cannot be read; the signal's reason */
export async function extractVideo({
  file,
  captions,
  asr,
  analysis,
  pictureFilter,
  signal,
}: ExtractOptions): Promise<Extracted> {
  await using recording = await openRecording({ input: file, pictureFilter, ...NO_MIX });
  const stop = (): void => void recording.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const speech = await openSpeechSource(asr, captions, analysis);
    const said = new Map<string, Subtitle>();
    const heard = speech.events$.forEach((event) => {
      if (event.type === 'subtitle') said.set(event.subtitle.id, event.subtitle);
      if (event.type === 'retracted') said.delete(event.id);
    });
    const frames: Float32Array[] = [];
    const frames$ = new Subject<Frame>();
    frames$.subscribe(({ embedding }) => frames.push(embedding));
    // Nothing is played, so nothing has to be decided first.
    recording.decided(FOREVER);
    const passed = recording.run();
    try {
      await Promise.race([
        Promise.all([feedRecording({ recording, speech, analysis }, frames$), passed]),
        lost(analysis),
      ]);
      await heard;
    } finally {
      speech.close();
      passed.catch(() => undefined);
      heard.catch(() => undefined);
    }
    if (frames.length === 0)
      throw new UsageError('data-no-frames', `${file} is too short.`, 'Give a video of a second or more.');
    const final = [...said.values()].filter((subtitle) => subtitle.final).sort((a, b) => a.start - b.start);
    return { frames, asr: final.map(writtenText) };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A dry run plays nothing. */
const NO_MIX = { effects: [], gain: 0, duck: 0, limiter: false } as const;

const lost = async ({ failed }: RecordedAnalysis): Promise<never> => {
  throw await failed;
};

const writtenText = ({ text, start, end, embedding }: Subtitle): WrittenText => ({
  content: text,
  start: toSeconds(start),
  end: toSeconds(end),
  embedding,
});

/** Captions with their embeddings, for text that is not spoken. */
export async function embedCaptions(
  captions: readonly Caption[],
  analysis: RecordedAnalysis,
): Promise<readonly WrittenText[]> {
  const embeddings = await analysis.embedTexts(captions.map(({ text }) => text));
  return captions.map(({ text, start, end }, index) => ({
    content: text,
    start: toSeconds(start),
    end: toSeconds(end),
    embedding: embeddings[index] ?? new Float32Array(),
  }));
}

/** The frames (whole seconds) that a cue covers; those beyond the end of a video of `frames` seconds are left out. */
export const momentsOf = (cues: readonly Cue[], frames: number): readonly WrittenMoment[] =>
  cues.flatMap(({ at, end, sfx }) => {
    const first = Math.floor(toSeconds(at));
    const last = Math.min(Math.max(first, Math.ceil(toSeconds(end)) - 1), frames - 1);
    return first < frames ? [{ sfx, first, last }] : [];
  });
