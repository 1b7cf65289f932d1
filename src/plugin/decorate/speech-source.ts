/** Where a recording's words come from: recognised speech, captions, or nowhere. */
import { EMPTY, from, type Observable } from 'rxjs';
import type { AnalysisClient } from '../../analysis/process/client.ts';
import { readAtMost } from '../../core/read-file.ts';
import { UsageError } from '../errors.ts';
import type { AsrChoice } from '../config/options.ts';
import { parseCaptions, type Caption } from '../../captions/files/parse.ts';
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

/** A captions file of a whole day has 5 MB; in bytes. */
const LONGEST_FILE = 32 * 1_048_576;
/** Broken captions that are told one by one. */
const MOST_TOLD = 5;

/**
 * The words that `--asr` brings along: a captions file's, read and checked; undefined for the other sources. `warn` hears
 * of captions that are broken and left out, one line each.
 * @throws UsageError CAPTIONS_UNREADABLE; CaptionsError
 */
export async function readCaptions(
  choice: AsrChoice,
  warn: (line: string) => void = () => undefined,
): Promise<Caption[] | undefined> {
  if (choice.type !== 'captions') return undefined;
  let bytes: Buffer;
  try {
    bytes = await readAtMost(choice.file, LONGEST_FILE);
  } catch (cause) {
    const long = (cause as NodeJS.ErrnoException).code === 'EFBIG';
    throw new UsageError(
      'CAPTIONS_UNREADABLE',
      `The captions file ${choice.file} ${long ? 'is too long for one' : 'cannot be read'}.`,
      long ? 'Name an SRT or WebVTT file.' : 'Check its name and permissions.',
      { cause },
    );
  }
  let faults = 0;
  const captions = parseCaptions(bytes, choice.file, (fault) => {
    if (++faults <= MOST_TOLD) warn(`${fault.message} It is left out.`);
  });
  if (faults > MOST_TOLD)
    warn(`${choice.file}: ${faults - MOST_TOLD} more captions are broken and left out.`);
  return captions;
}

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
