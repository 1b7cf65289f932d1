import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Sentences of the kind that deserve an effect, and some that do not; 12 s as flite speaks them. */
const WORDS =
  'Good evening friends. Oh my goodness, we just passed one thousand viewers! ' +
  'It costs just twenty five dollars, and the link is right below. All right, let us go on to our next item.';

export const ffmpeg = (...words: string[]): void =>
  void execFileSync('ffmpeg', ['-v', 'error', '-y', ...words.flatMap((word) => word.split(' '))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });

export interface Talk {
  /** H.264 and AAC. */
  readonly mp4: string;
  /** The same sound as 16-bit PCM, no pictures. */
  readonly wav: string;
  /** The same pictures, no sound. */
  readonly silent: string;
}

/** Makes a short talk, spoken by flite before moving pictures, in `folder` (whose path holds no blanks). */
export function makeTalk(folder: string): Talk {
  const file = (name: string): string => join(folder, name);
  const talk = { mp4: file('talk.mp4'), wav: file('talk.wav'), silent: file('silent.mp4') };
  execFileSync('flite', ['-voice', 'slt', '-t', WORDS, '-o', file('speech.wav')]);
  ffmpeg(`-i ${file('speech.wav')} -ar 48000 -ac 2 -c:a pcm_s16le ${talk.wav}`);
  ffmpeg(
    `-f lavfi -i testsrc2=s=320x180:r=10 -i ${talk.wav} -shortest -c:v libx264 -preset ultrafast -g 20 -pix_fmt yuv420p -c:a aac ${talk.mp4}`,
  );
  ffmpeg(`-i ${talk.mp4} -an -c copy ${talk.silent}`);
  return talk;
}
