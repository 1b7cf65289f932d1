/** Finds what there is to review: a dry run that keeps what every window saw, so that any policy can decide it anew. */
import type { ModelManifest } from '../../analysis/manifest.ts';
import type { Address } from '../../core/stream-url.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { Sightings } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';
import { decorate } from '../decorate/session.ts';
import { policyOf } from '../session/policy.ts';
import type { Found } from './edits.ts';
import type { SentenceView } from './protocol.ts';

/** What is looked through, and who hears how far it is. */
export interface FindOptions {
  readonly input: Address;
  readonly settings: Settings;
  readonly manifest: ModelManifest;
  readonly signal: AbortSignal;
  readonly onProgress: (done: Micros, total: Micros | undefined) => void;
  readonly onSentence: (sentence: SentenceView) => void;
  readonly onWarning: (line: string) => void;
  /** What was found until now; the newest moments may still become others. */
  readonly onSoFar: (found: Found) => void;
}

/** What has been found so far is told at most this often (ms), and never for more than a tenth of the time. */
const SO_FAR_MS = 2_000;

/** Rejects as `decorate` does. */
export async function findMoments(options: FindOptions): Promise<Found> {
  const { input, settings, manifest, signal, onProgress, onSentence, onWarning, onSoFar } = options;
  const policy = policyOf(settings, manifest);
  const sightings: Sightings[] = [];
  let language: LanguageOptions = { known: [] };
  let length: Micros | undefined;
  let next = performance.now() + SO_FAR_MS;
  const tellSoFar = (): void => {
    const started = performance.now();
    if (length === undefined || started < next) return;
    onSoFar({ sightings: [...sightings], duration: length, policy, language });
    const ended = performance.now();
    next = ended + Math.max(SO_FAR_MS, 10 * (ended - started));
  };
  const { duration } = await decorate({
    ...{ input, settings, signal, onWarning },
    onProgress(done, total) {
      length = total;
      onProgress(done, total);
    },
    onLanguage: (known) => (language = known),
    onEvent(event) {
      if (event.type === 'moments') {
        sightings.push(event.sightings);
        tellSoFar();
      } else if (event.type === 'subtitle') {
        const { id, start, end, text } = event.subtitle;
        onSentence({ id, start: toSeconds(start), end: toSeconds(end), text });
      }
    },
  });
  return { sightings, duration, policy, language };
}
