/** Which sources of words a recording can have. */
import { UsageError } from '../errors.ts';
import type { AsrChoice, LiveCaptionsChoice } from './options.ts';

/** The compiler asks for each. */
const LIVE: Readonly<Record<LiveCaptionsChoice['type'], true>> = {
  websocket: true,
  dock: true,
  follow: true,
  obs: true,
};

/** @throws UsageError bad-arguments for words that come from outside while a show runs */
export function refuseLiveWords({ type }: AsrChoice): void {
  if (type in LIVE)
    throw new UsageError(
      'bad-arguments',
      `--asr ${type} is for live input.`,
      'Give a recording its words with --asr captions:FILE, embedded or cea608, or let them be recognised.',
    );
}
