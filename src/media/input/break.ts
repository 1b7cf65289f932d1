/** What is said of an input that breaks off. */
import { toSeconds, type Micros } from '../../streams/time.ts';
import { MediaError } from '../errors.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import type { InputInfo } from './info.ts';

/** The input ends at `end` (media time), before its own index says. */
export const truncatedInput = ({ shown }: InputInfo, end: Micros, cause?: unknown): MediaError =>
  new MediaError(
    'input-truncated',
    `${shown} breaks off after ${toSeconds(end).toFixed(1)} s.`,
    'Copy it again, or cut it there first, for example with: ffmpeg -i IN -c copy OUT',
    { cause },
  );

/** FFmpeg's failure to read on past `end` (media time) as a MediaError input-truncated or input-broken; else the error itself. */
export function explainBreak(info: InputInfo, end: Micros, error: unknown): unknown {
  if (!(error instanceof FFmpegFailure)) return error;
  if (info.container.includes('mp4')) return truncatedInput(info, end, error);
  return new MediaError(
    'input-broken',
    `${info.shown} cannot be read past ${toSeconds(end).toFixed(1)} s (${error.message}).`,
    'Check the file, or the connection to the sender.',
    { cause: error },
  );
}
