/**
 * What the control server costs with one dock open: two equal sessions with words at once, one of which has a dock and a
 * client that is told everything; processor time of the sessions' own processes.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '../../src/plugin/control/client.ts';
import { dockAddress } from '../../src/plugin/control/command.ts';
import { freePort } from '../../test/support/ports.ts';
import { sendCaptions } from './caption-sender.ts';
import { LiveProcess } from './live-process.ts';
import { cpuSecondsOf } from './process-tree.ts';
import { openSource } from './stream-source.ts';

/** Allowed, in ms of processor time a second of stream. */
export const DOCK_BAR = 3;
/** V8 goes on compiling what is hot for half a minute. */
const SETTLE_S = 30;

/** In ms of processor time a second of stream. */
export interface DockCost {
  readonly without: number;
  readonly withDock: number;
  /** Changes that the client was told a second. */
  readonly changes: number;
}

/** Measures for so many seconds; files and the token go to `folder`. */
export async function measureDock(seconds: number, folder: string): Promise<DockCost> {
  const stateBefore = process.env['XDG_STATE_HOME'];
  process.env['XDG_STATE_HOME'] = folder;
  try {
    const source = await openSource('file');
    const dock = await freePort();
    const open = async (
      name: string,
      more: readonly string[],
    ): Promise<AsyncDisposable & { cpu: () => number }> => {
      const captions = await freePort();
      const session = new LiveProcess({
        args: [
          ...[...source.session, '--delay', '5', '--asr', `ws://127.0.0.1:${captions}/captions`],
          ...['--to', join(folder, `${name}.mkv`), ...more],
        ],
        record: join(folder, `${name}.jsonl`),
      });
      await session.saw('input-open');
      const began = performance.now();
      const sender = await sendCaptions(captions, () => (performance.now() - began) / 1000);
      return {
        cpu: () => cpuSecondsOf(`/proc/${session.pid}/stat`),
        async [Symbol.asyncDispose]() {
          sender[Symbol.dispose]();
          await session.stop();
        },
      };
    };
    await using plain = await open('plain', []);
    await using docked = await open('docked', ['--dock', String(dock)]);
    let changes = 0;
    const client = await connectControl({
      url: await dockAddress({ place: String(dock) }),
      onChange: () => (changes += 1),
    });
    await sleep(SETTLE_S * 1000);
    const before = [plain.cpu(), docked.cpu(), changes] as const;
    await sleep(seconds * 1000);
    const [without = 0, withDock = 0] = [plain, docked].map(
      (session, i) => (1000 * (session.cpu() - (before[i] ?? 0))) / seconds,
    );
    client.close();
    return { without, withDock, changes: (changes - before[2]) / seconds };
  } finally {
    if (stateBefore === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = stateBefore;
  }
}

/** In a line. */
export const dockLine = ({ without, withDock, changes }: DockCost): string =>
  `control server with one dock open: ${without.toFixed(1)} ms a second without, ${withDock.toFixed(1)} with a dock that is ` +
  `told ${changes.toFixed(1)} changes a second: ${(withDock - without).toFixed(1)} ms more (at most ${DOCK_BAR})`;
