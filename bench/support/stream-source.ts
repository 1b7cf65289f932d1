/** What a session and ffmpeg beside it relay: a recording played in real time, or a stream that somebody sends by RTMP. */
import { spawn } from 'node:child_process';
import { freePort } from '../../test/support/ports.ts';
import { listening } from '../../test/plugin/live/show.ts';
import { benchStream, benchStreamUntagged } from './recording.ts';

export type SourceKind = 'file' | 'rtmp';

export interface StreamSource {
  /** Arguments that name the input, of `momentfx live` and of ffmpeg. */
  readonly session: readonly string[];
  readonly ffmpeg: readonly string[];
  /** Call it when both run: begins to send, until disposed of. */
  begin(): Promise<Disposable>;
}

export async function openSource(kind: SourceKind): Promise<StreamSource> {
  const clip = await benchStream();
  // ffmpeg's tee hands the MP4's codec tag on to FLV, which refuses it, and goes on with the other output alone.
  const untagged = await benchStreamUntagged();
  const played = ['-re', '-stream_loop', '-1', '-i', untagged];
  if (kind === 'file')
    return {
      session: [clip, '--realtime', '--loop'],
      ffmpeg: played,
      begin: () => Promise.resolve({ [Symbol.dispose]: () => undefined }),
    };
  const ports = [await freePort(), await freePort()];
  const [session = '', ffmpeg = ''] = ports.map((port) => `rtmp://127.0.0.1:${port}/live/bench`);
  return {
    session: [session, '--listen'],
    ffmpeg: ['-listen', '1', '-i', ffmpeg],
    async begin() {
      await Promise.all(ports.map((port) => listening(port)));
      const targets = `[f=flv]${session}|[f=flv]${ffmpeg}`;
      const sender = spawn(
        'ffmpeg',
        ['-v', 'error', ...played, '-map', '0', '-c', 'copy', '-f', 'tee', targets],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      return { [Symbol.dispose]: () => void sender.kill('SIGKILL') };
    },
  };
}
