/** The example for chat, against the real server: roles, cool-down, and what is no wish. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../support/until.ts';
import { openTestServer } from '../plugin/control/support.ts';

test('chat: a moderator is served, a viewer who may not is told, and nobody twice in a row', async () => {
  const { server, asked } = await openTestServer();
  const program = join(import.meta.dirname, '../../demo/control/chat.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, server.url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += String(part)));
    const say = (line: unknown): void =>
      void child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    say('hello');
    say({ user: 'bob', text: 'what a show' });
    say({ user: 'bob', text: '!sfx bell' });
    say({ user: 'ann', role: 'moderator', text: '!sfx klaxon' });
    say({ user: 'ann', role: 'moderator', text: '!sfx bell' });
    say({ user: 'eve', role: 'moderator', text: '!sfx bell' });
    await until(() => said.split('\n').length > 4, 20_000, 'four answers');
    assert.equal(said.trim().split('\n'), [
      'bob: bell is not for a viewer',
      'ann: there is no effect klaxon',
      'ann: bell',
      'eve: 8 s to wait',
    ]);
    assert.equal(asked, [{ type: 'play', sfx: 'bell' }]);
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    assert.is(code, 0);
  } finally {
    child.kill();
    await server.close();
  }
});

test.run();
