import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent, LiveFact } from '../../../../src/plugin/live/events.ts';
import { createLog, logEvent, type LogOptions } from '../../../../src/plugin/live/report/log.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';
import { within } from '../../../support/within.ts';
import { BEGAN, talk } from './talk.ts';

const at = (fact: LiveFact, ms = 0): LiveEvent => ({ ...fact, wall: BEGAN + ms, playhead: fromSeconds(1) });

function memory(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  return { lines, log: createLog({ level: 'debug', format: 'json', destination, ...options }) };
}
const parsed = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>);

test('each line is JSON with a level, a fixed message and facts in seconds', () => {
  const { lines, log } = memory();
  logEvent(log, at({ type: 'input-lost', reason: 'end of file', at: fromSeconds(12.5), retryInMs: 500 }));
  const [line] = parsed(lines);
  const { time, ...rest } = line ?? {};
  assert.match(String(time), /^\d{4}-.*Z$/);
  assert.equal(rest, { level: 'warn', msg: 'input lost', reason: 'end of file', at: 12.5, retryIn: 0.5 });
});

test('a whole talk is told without a fault, and at info only what matters', () => {
  const { lines, log } = memory();
  const quiet = memory({ level: 'info' });
  for (const event of talk({ seconds: 200, seed: 5 })) {
    logEvent(log, event);
    logEvent(quiet.log, event);
  }
  assert.ok(lines.length > 500);
  const messages = new Set(parsed(quiet.lines).map(({ msg }) => msg));
  assert.equal([...messages], ['started', 'effect', 'stopping', 'stopped']);
});

test('what repeats is said once a second, with its sum', async () => {
  const { lines, log } = memory();
  const drop = (ms: number, output = 'a'): void =>
    logEvent(log, at({ type: 'output-dropped', output, packets: 3, reason: 'slow' }, ms));
  for (let ms = 0; ms < 2500; ms += 100) drop(ms);
  drop(2500, 'b');
  await log.close();
  const counts = parsed(lines).map(({ output, count }) => [output, count]);
  assert.equal(counts, [
    ['a', 3],
    ['a', 30],
    ['a', 30],
    ['b', 3],
    ['a', 12],
  ]);
});

test('a fault of the analysis is one line', () => {
  const { lines, log } = memory({ format: 'text' });
  logEvent(log, at({ type: 'analysis-down', code: 'DIED', message: 'it was\nkilled\n', retryInMs: 500 }));
  assert.is(lines.length, 1);
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d\.\d{3} warn {2}analysis down {2}code=DIED message="it was\\nkilled\\n" retryIn=0\.5\n$/,
  );
});

test('no key, no escape sequence, no matter where it stands', () => {
  for (const format of ['json', 'text'] as const) {
    const { lines, log } = memory({ format });
    logEvent(
      log,
      at({
        type: 'output-lost',
        output: 'rtmp://h/live/canary-1',
        reason: 'failed',
        message: 'cannot open rtmp://me:canary-2@h/live/canary-3 and srt://h:1?passphrase=canary-4',
      }),
    );
    log.say('info', 'opening https://h/x?token=canary-5', {
      key: 'canary-6',
      output: { password: 'canary-7' },
    });
    log.say('info', 'x', { a: { b: { token: 'canary-8' } }, list: ['rtmps://h/a/canary-9'] });
    assert.not.match(lines.join(''), 'canary');
    log.say('info', '\u001b[2J', { text: '\u001b]0;title\u0007 \u202etxet' });
    // eslint forbids control characters in patterns; JSON escapes them itself.
    assert.not.ok(lines.join('').includes('\u001b'));
    assert.is(lines.length, 4);
  }
});

test('what is said last is written, also to a pipe, when the process ends at once', async () => {
  const logModule = join(import.meta.dirname, '../../../../src/plugin/live/report/log.ts');
  const program = `
    import { createLog } from ${JSON.stringify(logModule)};
    const log = createLog({ level: 'info', format: 'json' });
    for (let i = 0; i < 2000; i++) log.say('info', 'line', { i });
    process.exit(0);`;
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    program,
  ]);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await within(new Promise((resolve) => child.once('close', resolve)), 20_000, 'the process');
  const numbers = parsed(text.trimEnd().split('\n')).map(({ i }) => i);
  assert.equal(
    numbers,
    Array.from({ length: 2000 }, (_, i) => i),
  );
});

test('a reader that does not read holds nobody up', async () => {
  const logModule = join(import.meta.dirname, '../../../../src/plugin/live/report/log.ts');
  const program = `
    import { createLog } from ${JSON.stringify(logModule)};
    const log = createLog({ level: 'info', format: 'text' });
    for (let i = 0; i < 20000; i++) log.say('info', 'x'.repeat(200));
    await log.close();
    process.stdout.write('done');`;
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    program,
  ]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    // Its standard error is a pipe that nobody empties.
    child.stderr.pause();
    const said = await within(
      new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString()))),
      20_000,
      'the process',
    );
    assert.is(said, 'done');
    await within(ended, 5000, 'its end');
  } finally {
    child.kill('SIGKILL');
  }
});

test.run();
