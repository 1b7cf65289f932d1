/** Whole sessions of a tiny clip, opened and closed one after the other in this process. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Address } from '../../src/core/stream-url.ts';
import { systemClock } from '../../src/core/clock.ts';
import { planOutput } from '../../src/media/output/plan.ts';
import { openRecording } from '../../src/media/program/recording.ts';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { decorate } from '../../src/plugin/decorate/session.ts';
import { startLive } from '../../src/plugin/live/session.ts';
import { FOREVER } from '../../src/streams/time.ts';
import { ffmpeg } from './talk.ts';

export type Session = () => Promise<unknown>;

/** Input, program, mixer and file without analysis; all of `decorate`; all of `startLive`. Files lie in `folder`. */
export function tinySessions(
  folder: string,
  model: string,
): Readonly<Record<'recorded' | 'live', Session>> & {
  readonly media: (output?: string) => Promise<unknown>;
} {
  const file = (name: string): string => join(folder, name);
  ffmpeg(
    `-f lavfi -i testsrc2=s=96x64:r=25 -f lavfi -i sine=r=48000 -t 1 -c:v libx264 -preset veryfast -g 25 -pix_fmt yuv420p -c:a aac ${file('tiny.mp4')}`,
  );
  writeFileSync(file('tiny.srt'), '1\n00:00:00,100 --> 00:00:00,900\nThe link is right below.\n');
  const input = file('tiny.mp4');
  const settings = resolveSettings(
    { asr: `captions:${file('tiny.srt')}`, delay: 1, model },
    {},
    file('none.json'),
  );
  return {
    async media(output = 'media.mp4') {
      await using recording = await openRecording({
        ...{ input, output: file(output), effects: [], gain: 0, duck: 0, limiter: true },
        ...{ pictures: false, speech: false },
      });
      recording.decided(FOREVER);
      await recording.run();
    },
    recorded: () => decorate({ input, output: file('recorded.mp4'), settings }),
    async live() {
      rmSync(file('live.mkv'), { force: true });
      const session = await startLive({
        ...{ input: new Address(input), realtime: true, settings, version: 'test' },
        outputs: [planOutput(new Address(file('live.mkv')))],
        clock: systemClock(4),
        onEvent: () => undefined,
      });
      await session.done;
    },
  };
}
