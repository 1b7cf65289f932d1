/** A session that waits for an RTMP sender which comes, dies and comes again, from time 0 each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/ports.ts';
import { ended, listening, send, type Show } from './show.ts';
import { watch, type Watched } from './watched.ts';

/** How long a sender is gone, in seconds; longer with MOMENTFX_LOSS_SECONDS, such as 600, which no test run waits for. */
export const lossSeconds = (usual: number): number =>
  Math.max(usual, Number(process.env['MOMENTFX_LOSS_SECONDS'] ?? 0));

export interface Station {
  readonly live: Watched;
  /** Sends the clip for so long (ms), then dies without a word; resolves when the session knows. */
  readonly part: (ms: number) => Promise<void>;
}

export async function station(show: Show, ...args: string[]): Promise<Station> {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/show`;
  const longer = 1000 * lossSeconds(0);
  const live = watch([url, '--listen', '--asr', 'none', '--delay', '1', ...args], { longer });
  await listening(port);
  return {
    live,
    async part(ms) {
      const after = live.entries.length;
      const sender = send(show.mp4, url, 'flv');
      process.on('exit', () => sender.kill('SIGKILL'));
      await live.until('input connected', { after });
      await sleep(ms);
      sender.kill('SIGKILL');
      await ended(sender);
      await live.until('input lost', { after });
      await listening(port);
    },
  };
}
