/** One port for OBS, while the sessions behind it come and go. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from '../../../src/core/free-port.ts';
import { isOpen, openGate } from '../../../src/plugin/obs/gate.ts';
import { until } from '../../support/until.ts';
import { createServer, type Socket } from 'node:net';

test('who comes between two sessions waits for the next; both ends go together', async () => {
  const behind = await freePort();
  await using gate = await openGate(behind);
  const caller = connect(gate.port, '127.0.0.1');
  let heard = '';
  caller.setEncoding('utf8').on('data', (text: string) => (heard += text));
  await once(caller, 'connect');
  caller.write('hello ');
  await new Promise((resolve) => setTimeout(resolve, 200));

  let inside: Socket | undefined;
  const session = createServer((socket) => (inside = socket).on('error', () => undefined).pipe(socket));
  session.listen(behind, '127.0.0.1');
  await until(() => heard === 'hello ', 2_000, 'an answer');
  caller.write('again');
  await until(() => heard === 'hello again', 2_000, 'an answer');
  caller.destroy();
  await until(() => inside?.destroyed === true, 2_000, 'the end of the session');

  const other = connect(gate.port, '127.0.0.1');
  await once(other, 'connect');
  other.write('x');
  await once(other, 'data');
  inside?.destroy();
  await once(other, 'close');

  gate.hold();
  inside = undefined;
  const held = connect(gate.port, '127.0.0.1').on('error', () => undefined);
  await once(held, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.is(inside, undefined);
  gate.release();
  await until(() => inside !== undefined, 2_000, 'the session');
  held.destroy();
  session.close();
});

test('a caller that leaves while it waits is let go; a closed gate is closed', async () => {
  const behind = await freePort();
  const gate = await openGate(behind);
  const caller = connect(gate.port, '127.0.0.1').on('error', () => undefined);
  await once(caller, 'connect');
  caller.destroy();
  const waits = connect(gate.port, '127.0.0.1').on('error', () => undefined);
  await once(waits, 'connect');
  assert.ok(await isOpen(gate.port));
  const closed = once(waits, 'close');
  await gate[Symbol.asyncDispose]();
  await closed;
  assert.not(await isOpen(gate.port));
});

test.run();
