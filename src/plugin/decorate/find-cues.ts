/** Feeds a recording's pictures and sound to analysis and turns what comes back into cues. */
import { Observable, Subject, tap } from 'rxjs';
import { PICTURE_SIZE, SPEECH_RATE, type Picture } from '../../core/formats.ts';
import type { Recording } from '../../media/program/recording.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { cues, type RecordedEvent } from '../../streams/pipeline.ts';
import type { Policy } from '../../streams/policy.ts';
import { fromSample, fromSeconds, sampleIndex, type Micros } from '../../streams/time.ts';
import type { Frame, SpeechEvent, Subtitle } from '../../streams/values.ts';
import type { RecordedAnalysis } from './recorded-analysis.ts';
import type { SpeechSource } from './speech-source.ts';

/** What is found on the way: the pipeline's events, and each sentence as it becomes known. */
export type FindEvent = RecordedEvent | { readonly type: 'subtitle'; readonly subtitle: Subtitle };

/** Pictures embedded in one request; more would hold more of them in memory at once. */
const PICTURES_AT_ONCE = 8;

/** The parts that cues are found with; all stay the caller's to close. */
export interface FindCuesOptions {
  readonly recording: Recording;
  readonly speech: SpeechSource;
  readonly analysis: RecordedAnalysis;
  readonly policy: Partial<Policy>;
  readonly language: LanguageOptions;
}

/**
 * The events of one recording, in order. It reads the recording's pictures and speech to their ends; an error of any
 * part is an error here. Nothing is dropped: whoever is slow holds the readers back. After an error or `unsubscribe`
 * the readers go on until the recording is closed, which is for its owner to do.
 */
export function findCues(options: FindCuesOptions): Observable<FindEvent> {
  const { recording, speech, analysis, policy, language } = options;
  return new Observable<FindEvent>((subscriber) => {
    const frames$ = new Subject<Frame>();
    const transcript$ = new Subject<SpeechEvent>();
    const detected$ = cues(frames$, transcript$, (windows) => analysis.detect(windows), {
      mode: 'recorded',
      policy,
      language,
    });
    subscriber.add(detected$.subscribe(subscriber));
    subscriber.add(
      speech.events$
        .pipe(tap((event) => event.type === 'subtitle' && event.subtitle.final && subscriber.next(event)))
        .subscribe(transcript$),
    );
    const hasPictures = recording.info.video !== undefined;
    const clock$ = new Subject<Micros>();
    const feed = Promise.all([
      hasPictures ? feedPictures(options, frames$) : feedBlanks(options, clock$, frames$),
      feedSpeech(options, clock$),
    ]);
    feed.catch((error: unknown) => subscriber.error(error));
    return () => speech.close();
  });
}

/** Every picture becomes a frame, in order. */
async function feedPictures(
  { recording, analysis }: FindCuesOptions,
  frames$: Subject<Frame>,
): Promise<void> {
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
  { recording, analysis }: FindCuesOptions,
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

async function feedSpeech({ recording, speech }: FindCuesOptions, clock$: Subject<Micros>): Promise<void> {
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
