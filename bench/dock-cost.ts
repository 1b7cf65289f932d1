/**
 * What the control server costs with one dock open: two equal sessions with words at once, one of which has a dock and a
 * client that is told everything; processor time of the sessions' own processes.
 *
 *   node scripts/run.mjs bench/dock-cost.ts [--seconds 60]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '../src/plugin/control/client.ts';
import { dockAddress } from '../src/plugin/control/command.ts';
import { freePort } from '../test/support/ports.ts';
import { sendCaptions } from './support/caption-sender.ts';
import { LiveProcess, load, machine, numberOption } from './support/live-process.ts';
import { cpuSecondsOf } from './support/process-tree.ts';
import { openSource } from './support/stream-source.ts';

/** Allowed, in ms of processor time a second of stream. */
const BAR = 3;
/** V8 goes on compiling what is hot for half a minute. */
const SETTLE_S = 30;

const seconds = numberOption('seconds', 60);
const folder = await mkdtemp(join(tmpdir(), 'momentfx-dock-cost-'));
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
  const cost = withDock - without;
  console.log(
    `${machine()}, load ${load()}: ${without.toFixed(1)} ms a second without, ${withDock.toFixed(1)} with a dock that is told ` +
      `${((changes - before[2]) / seconds).toFixed(1)} changes a second: ${cost.toFixed(1)} ms more (at most ${BAR})`,
  );
  process.exitCode = cost <= BAR ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
