/** The captions file that a session is given as a whole. */
import { parseCaptions, type Caption } from '../../captions/files/parse.ts';
import { readAtMost } from '../../core/read-file.ts';
import type { AsrChoice } from '../config/options.ts';
import { UsageError } from '../errors.ts';

/** A captions file of a whole day has 5 MB; in bytes. */
const LONGEST_FILE = 32 * 1_048_576;
/** Broken captions that are told one by one. */
const MOST_TOLD = 5;

/**
 * The words that `--asr` brings along: a captions file's, read and checked; undefined for the other sources. `warn` hears
 * of captions that are broken and left out, one line each.
 * @throws UsageError captions-unreadable; CaptionsError
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
      'captions-unreadable',
      `The captions file ${choice.file} ${long ? 'is too long for one' : 'cannot be read'}.`,
      long ? 'Name an SRT or WebVTT file.' : 'Check its name and permissions.',
      { cause },
    );
  }
  let faults = 0;
  const captions = parseCaptions(bytes, choice.file, (fault) => {
    if (!fault.leftOut) warn(fault.message);
    else if (++faults <= MOST_TOLD) warn(`${fault.message} It is left out.`);
  });
  if (faults > MOST_TOLD)
    warn(`${choice.file}: ${faults - MOST_TOLD} more captions are broken and left out.`);
  return captions;
}
