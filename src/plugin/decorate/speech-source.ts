/** Where a recording's words come from: recognised speech, captions, or nowhere. */
import { EMPTY, from, type Observable } from 'rxjs';
import type { AnalysisClient } from '../../analysis/process/client.ts';
import type { AsrChoice } from '../config/options.ts';
import type { Caption } from '../../captions/files/parse.ts';
import { FOREVER } from '../../streams/time.ts';
import type { SpeechEvent } from '../../streams/values.ts';

/** Takes the recording's sound and tells its words. Sources that need no sound take it all the same and drop it. */
export interface SpeechSource {
  readonly events$: Observable<SpeechEvent>;
  /** 16 kHz mono, contiguous from media time 0; resolves when there is room for more. */
  write(samples: Float32Array): Promise<void>;
  /** No more audio comes. */
  end(): Promise<void>;
  close(): void;
}

/** Sentences embedded in one request; bounds the messages to the analysis process. */
const EMBED_AT_ONCE = 64;

/** The source that `--asr` names; `captions`: all words, where they are known beforehand. */
export async function openSpeechSource(
  choice: AsrChoice,
  captions: readonly Caption[] | undefined,
  analysis: Pick<AnalysisClient, 'embedTexts'> & { openSpeech(): SpeechSource },
): Promise<SpeechSource> {
  if (captions !== undefined) return silent(from(await captionEvents(captions, analysis)));
  return choice.type === 'moonshine' || choice.type === 'sherpa' ? analysis.openSpeech() : silent(EMPTY);
}

/** Words that do not come from the sound (a captions file, or none): `write` ignores its samples and never waits. */
const silent = (events$: Observable<SpeechEvent>): SpeechSource => ({
  events$,
  write: () => Promise.resolve(),
  end: () => Promise.resolve(),
  close: () => undefined,
});

async function captionEvents(
  captions: readonly Caption[],
  analysis: Pick<AnalysisClient, 'embedTexts'>,
): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for (let first = 0; first < captions.length; first += EMBED_AT_ONCE) {
    const part = captions.slice(first, first + EMBED_AT_ONCE);
    const embeddings = await analysis.embedTexts(part.map((caption) => caption.text));
    for (const [index, caption] of part.entries()) {
      const embedding = embeddings[index];
      if (!embedding) throw new Error(`internal: no embedding for caption ${first + index}`);
      const id = `caption-${first + index}`;
      events.push({ type: 'subtitle', subtitle: { id, ...caption, embedding, final: true } });
    }
  }
  events.push({ type: 'progress', upTo: FOREVER });
  return events;
}
