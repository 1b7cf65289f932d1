/** Feeds a recording's pictures and sound to analysis and turns what comes back into cues. */
import { Observable, Subject, tap } from 'rxjs';
import type { Recording } from '../../media/program/recording.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { cues, type RecordedEvent } from '../../streams/pipeline.ts';
import type { Policy } from '../../streams/policy.ts';
import type { Frame, SpeechEvent, Subtitle } from '../../streams/values.ts';
import { feedRecording } from './feed-recording.ts';
import type { RecordedAnalysis } from './recorded-analysis.ts';
import type { SpeechSource } from './speech-source.ts';

/** What is found on the way: the pipeline's events, and each sentence as it becomes known. */
export type FindEvent = RecordedEvent | { readonly type: 'subtitle'; readonly subtitle: Subtitle };

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
  const { speech, analysis, policy, language } = options;
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
    feedRecording(options, frames$).catch((error: unknown) => subscriber.error(error));
    return () => speech.close();
  });
}
