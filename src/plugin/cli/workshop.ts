/** Commands that need what only a checkout installs. */
import { UsageError } from '../errors.ts';

/** Drawing the corpus takes packages that only a checkout installs; without them, says so. */
export async function inWorkshop(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const missing = /Cannot find (?:package|module) '([^'./][^']*)'/.exec(message)?.[1];
    if (missing === undefined || (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND'))
      throw cause;
    throw new UsageError(
      'workshop-only',
      `The training corpus needs ${missing}, which is not installed.`,
      'Run `npm install @resvg/resvg-js @iconify-json/noto` beside momentfx, or work in a checkout.',
      { cause },
    );
  }
}
