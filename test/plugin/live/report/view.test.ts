import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../../src/core/clock.ts';
import type { LiveEvent, LiveStatus } from '../../../../src/plugin/live/events.ts';
import { columnsOf, fit } from '../../../../src/plugin/live/report/text.ts';
import { createView, type View } from '../../../../src/plugin/live/report/view.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';
import { output, statusWith } from './status.ts';
import { BEGAN, talk } from './talk.ts';
import { terminal, type Terminal } from './terminal.ts';

interface Set {
  readonly screen: Terminal;
  readonly view: View;
  readonly clock: ReturnType<typeof fakeClock>;
  status: LiveStatus;
}

function open(columns = 100, rows = 30): Set {
  const screen = terminal(columns, rows);
  const clock = fakeClock();
  const set: { status: LiveStatus } = { status: statusWith() };
  const view = createView({ stream: screen, clock, status: () => set.status });
  return Object.assign(set, { screen, view, clock });
}
const heads = (screen: Terminal): number =>
  screen.screen.filter((line) => line.startsWith('momentfx')).length;

test('the state, the streams, the delay and the last effects are there', async () => {
  const { screen, view, clock } = open();
  for (const event of talk({ seconds: 200, seed: 5 })) view.event(event);
  await clock.advance(250);
  const text = screen.screen.join('\n');
  for (const pattern of [
    /^momentfx {2}running {2}1:02:05 {2}delay 8\.004 of 8 s/,
    /^input .*connected.*rtmp:\/\/0\.0\.0\.0:1935\/live\/….*1 reconnect, 1 jump, 4 gaps/m,
    /^output .*open.*show\.mp4/m,
    /^analysis .*speech 0\.8 s behind.*detection \d+ ms.*margin \d\.\d s/m,
    /^memory .*190 MB.*420 MB.*8\.1 s/m,
    /^effects .*41 played, 1 late/m,
    /^ +0:0\d:\d\d {2}played {6}effect-\d+-sound \(\w+\) 0\.\d\d {2}/m,
  ])
    assert.match(text, pattern);
  await view.stop();
});

test('it is drawn in place, at most four times a second, and the cursor comes back', async () => {
  const { screen, view, clock } = open();
  assert.not(screen.cursorShown);
  const before = screen.writes;
  await clock.advance(2000);
  assert.ok(screen.writes - before <= 8, `${screen.writes - before} in 2 s`);
  assert.is(heads(screen), 1);
  await view.stop();
  await view.stop();
  assert.is(heads(screen), 1);
  assert.ok(screen.cursorShown);
});

test('lines of the log stay, above', async () => {
  const { screen, view, clock } = open();
  view.write('first\n');
  await clock.advance(500);
  view.write('second\n');
  await clock.advance(500);
  assert.equal(screen.screen.slice(0, 2), ['first', 'second']);
  assert.is(heads(screen), 1);
  await view.stop();
});

test('a terminal made narrower, lower or wider is drawn anew without remains', async () => {
  const { screen, view, clock } = open(100, 30);
  for (const event of talk({ seconds: 200, seed: 5 })) view.event(event);
  for (const [columns, rows] of [
    [40, 30],
    [20, 40],
    [120, 14],
    [60, 40],
  ] as const) {
    screen.resize(columns, rows);
    await clock.advance(500);
    for (const line of screen.screen) assert.ok(columnsOf(line) < columns, `"${line}" in ${columns}`);
    assert.is(heads(screen), 1, `${columns}×${rows}`);
    assert.ok(screen.screen.length <= rows);
  }
  // What a low terminal has pushed off its top is out of reach; what it shows is right.
  screen.resize(60, 6);
  await clock.advance(500);
  assert.match(screen.screen.slice(-4).join('\n'), /^momentfx.*\ninput.*\noutput.*\noutput.*$/);
  await view.stop();
});

test('a line typed by a person leaves no remains of the view', async () => {
  const { screen, view, clock } = open();
  await clock.advance(250);
  screen.write('delay 8\n');
  view.typed();
  await clock.advance(250);
  assert.is(heads(screen), 1);
  await view.stop();
});

test('what goes wrong is at the top; reasons of near misses are shown', async () => {
  const set = open();
  const { screen, view, clock } = set;
  const moment = talk({ seconds: 3 }).flatMap((e) => (e.type === 'window' ? e.window.moments : []))[0];
  if (moment === undefined) return assert.unreachable();
  const at = { wall: BEGAN, playhead: fromSeconds(1) };
  view.event({ type: 'rejected', moment, reason: 'too-close', ...at });
  view.event({ type: 'rejected', moment, reason: 'below-threshold', ...at });
  view.event({
    type: 'output-lost',
    output: 'rtmp://a/live/…',
    reason: 'reset',
    message: 'rtmp://a/live/canary-1 \u001b[2J gone',
    retryInMs: 5,
    ...at,
  });
  const status = statusWith();
  set.status = { ...status, outputs: [output({ state: 'gone', name: 'rtmp://x/y/canary-2' })] };
  await clock.advance(250);
  const text = screen.screen.join('\n');
  assert.match(screen.screen[1] ?? '', /^trouble .* UTC {2}rtmp:\/\/a\/live\/… lost: reset/);
  assert.match(text, /too-close/);
  assert.not.match(text, /below-threshold/);
  assert.match(text, /GONE/);
  assert.not.match(text, /canary/);
  await view.stop();
});

test('in a pipe: a line every ten seconds, and the log between', async () => {
  const lines: string[] = [];
  const clock = fakeClock();
  const stream = { write: (text: string) => lines.push(text) };
  const view = createView({ stream, clock, status: () => statusWith() });
  const event: LiveEvent = {
    type: 'window-dropped',
    reason: 'detector-busy',
    index: 1,
    wall: 0,
    playhead: fromSeconds(1),
  };
  view.event(event);
  view.write('a line of the log\n');
  await clock.advance(30_000);
  assert.is(lines.length, 4);
  assert.is(lines[0], 'a line of the log\n');
  assert.match(
    lines[1] ?? '',
    /^running 1:02:05, delay 8\.004 of 8 s, input – Mbit\/s, 2 of 2 outputs open, analysis up.*1 windows and 0 packets lost, memory 190 MB and 420 MB\n$/,
  );
  assert.not.match(lines.join(''), '\u001b');
  await view.stop();
});

test('wide characters take two columns', () => {
  assert.is(columnsOf('漢字 ok'), 7);
  assert.is(columnsOf('e\u0301…👍'), 4);
  assert.is(fit('漢字漢字', 6), '漢字…');
  assert.is(fit('漢字', 4), '漢字');
  assert.is(fit('abc', 0), '');
});

test.run();
