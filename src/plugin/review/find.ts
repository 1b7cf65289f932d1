/** Finds what there is to review: a dry run that keeps what every window saw, so that any policy can decide it anew. */
import { languageFor } from '../language/language.ts';
import type { ModelManifest } from '../../analysis/manifest.ts';
import type { Address } from '../../core/stream-url.ts';
import type { Micros } from '../../streams/time.ts';
import type { Sightings } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';
import { decorate } from '../decorate/session.ts';
import { policyOf } from '../session/policy.ts';
import { readCaptions } from '../session/captions-file.ts';
import type { Found } from './edits.ts';
import type { SentenceView } from './protocol.ts';
import { toSeconds } from '../../streams/time.ts';

/** What is looked through, and who hears how far it is. */
export interface FindOptions {
  readonly input: Address;
  readonly settings: Settings;
  readonly manifest: ModelManifest;
  readonly signal: AbortSignal;
  readonly onProgress: (done: Micros, total: Micros | undefined) => void;
  readonly onSentence: (sentence: SentenceView) => void;
  readonly onWarning: (line: string) => void;
}

/** Rejects as `decorate` does. */
export async function findMoments(options: FindOptions): Promise<Found> {
  const { input, settings, manifest, signal, onProgress, onSentence, onWarning } = options;
  const sightings: Sightings[] = [];
  const { duration } = await decorate({
    ...{ input, settings, signal, onProgress, onWarning },
    onEvent(event) {
      if (event.type === 'moments') sightings.push(event.sightings);
      else if (event.type === 'subtitle') {
        const { id, start, end, text } = event.subtitle;
        onSentence({ id, start: toSeconds(start), end: toSeconds(end), text });
      }
    },
  });
  const words = await readCaptions(settings.asr);
  return {
    sightings,
    duration,
    policy: policyOf(settings, manifest),
    language: await languageFor(settings, manifest, words),
  };
}
