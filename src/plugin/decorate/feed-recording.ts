/** Feeds a recording's pictures and sound to analysis. */
import { Subject, type Observable } from 'rxjs';
import { PICTURE_SIZE, SPEECH_RATE, type Picture } from '../../core/formats.ts';
import type { Recording } from '../../media/program/recording.ts';
import { fromSample, fromSeconds, sampleIndex, type Micros } from '../../streams/time.ts';
import type { Frame } from '../../streams/values.ts';
import type { RecordedAnalysis } from './recorded-analysis.ts';
import type { SpeechSource } from './speech-source.ts';

/** Pictures embedded in one request; more would hold more of them in memory at once. */
const PICTURES_AT_ONCE = 8;

/** What is fed, and who is fed; all stay the caller's to close. */
export interface FedRecording {
  readonly recording: Recording;
  readonly speech: SpeechSource;
  readonly analysis: Pick<RecordedAnalysis, 'embedPictures'>;
}

/**
 * Reads pictures and sound to their ends: each picture becomes a frame, the sound goes to `speech`. Nothing is dropped: whoever
 * is slow holds the readers back. Completes `frames$`; rejects with the first error of any part.
 */
export async function feedRecording(fed: FedRecording, frames$: Subject<Frame>): Promise<void> {
  const clock$ = new Subject<Micros>();
  const hasPictures = fed.recording.info.video !== undefined;
  await Promise.all([
    hasPictures ? feedPictures(fed, frames$) : feedBlanks(fed, clock$, frames$),
    feedSpeech(fed, clock$),
  ]);
}

/** Every picture becomes a frame, in order. */
async function feedPictures({ recording, analysis }: FedRecording, frames$: Subject<Frame>): Promise<void> {
  let waiting: { readonly at: Micros; readonly picture: Picture }[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const embeddings = await analysis.embedPictures(batch.map(({ picture }) => picture));
    for (const [index, { at }] of batch.entries())
      frames$.next({ at, embedding: embedded(embeddings, index) });
  };
  for await (const timed of recording.pictures) {
    waiting.push(timed);
    if (waiting.length < PICTURES_AT_ONCE) continue;
    await flush();
    await recording.room();
  }
  if (waiting.length > 0) await flush();
  frames$.complete();
}

/** A recording without pictures is seen as darkness, once a second as far as its sound goes. */
async function feedBlanks(
  { recording, analysis }: FedRecording,
  clock$: Observable<Micros>,
  frames$: Subject<Frame>,
): Promise<void> {
  const data = new Uint8Array(PICTURE_SIZE * PICTURE_SIZE * 3);
  const embedding = embedded(
    await analysis.embedPictures([{ width: PICTURE_SIZE, height: PICTURE_SIZE, data }]),
    0,
  );
  let seconds = 0;
  await clock$.forEach((now) => {
    for (; fromSeconds(seconds) < now; seconds++) frames$.next({ at: fromSeconds(seconds), embedding });
  });
  for (; fromSeconds(seconds) < recording.position; seconds++)
    frames$.next({ at: fromSeconds(seconds), embedding });
  frames$.complete();
}

async function feedSpeech({ recording, speech }: FedRecording, clock$: Subject<Micros>): Promise<void> {
  for await (const { start, samples } of recording.speech) {
    await speech.write(samples);
    clock$.next(fromSample(sampleIndex(start + samples.length), SPEECH_RATE));
    await recording.room();
  }
  await speech.end();
  clock$.complete();
}

function embedded(embeddings: readonly Float32Array[], index: number): Float32Array {
  const embedding = embeddings[index];
  if (embedding === undefined) throw new Error(`internal: picture ${index} got no embedding`);
  return embedding;
}
