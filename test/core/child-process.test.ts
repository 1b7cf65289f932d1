/** The port for child processes: forked here and through a fork server, they behave alike. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forkHere, type Fork, type ForkedProcess } from '../../src/core/child-process.ts';
import { besides } from '../../src/core/entry.ts';
import { openForkServer } from '../../src/core/fork-server/fork-server.ts';
import { within } from '../support/within.ts';

const CHILD = besides(import.meta.url, 'told-child');
const LIMIT_MS = 20_000;

const heard = (child: ForkedProcess): Promise<unknown> =>
  within(new Promise((resolve) => child.on('message', resolve)), LIMIT_MS, 'a message');

const closed = (child: ForkedProcess): Promise<readonly [number | null, NodeJS.Signals | null]> =>
  within(
    new Promise((resolve) => child.on('close', (code, signal) => resolve([code, signal]))),
    LIMIT_MS,
    'the end',
  );

async function behaves(fork: Fork): Promise<void> {
  const child = fork(CHILD, ['one', 'two'], { serialization: 'advanced', pipes: ['stderr'] });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text));
  const [answer, end] = [heard(child), closed(child)];
  child.send(new Map([[1, new Uint8Array([2])]]), () => undefined);
  assert.equal(await answer, { heard: new Map([[1, new Uint8Array([2])]]), args: ['one', 'two'] });
  assert.ok(child.connected && (child.pid ?? 0) > 0);
  child.send('end', () => undefined);
  assert.equal(await end, [3, null]);
  assert.is(words, 'last words');
  assert.not(child.connected);

  const reader = fork(CHILD, ['reads'], { pipes: ['stdin'] });
  const [read, killed] = [heard(reader), closed(reader)];
  reader.stdin?.write('by standard input');
  assert.equal(await read, { read: 'by standard input' });
  reader.kill('SIGKILL');
  assert.equal(await killed, [null, 'SIGKILL']);
}

test('a child forked here takes messages and standard input, and tells its words and its end', () =>
  behaves(forkHere));

test('a child of a fork server does the same', async () => {
  using server = openForkServer();
  await behaves(server.fork);
});

test('children of a fork server that is gone have ended', async () => {
  const server = openForkServer();
  const child = server.fork(CHILD);
  const [answer, end] = [heard(child), closed(child)];
  child.send(1, () => undefined);
  await answer;
  server[Symbol.dispose]();
  assert.equal(await end, [null, 'SIGKILL']);
  assert.equal(await closed(server.fork(CHILD)), [null, 'SIGKILL'], 'later ones at once');
});

test.run();
