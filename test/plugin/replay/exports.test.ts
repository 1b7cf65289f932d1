import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toCsv, toEdl, toSrt } from '../../../src/plugin/replay/exports.ts';
import { frameAt, framesADay, parseFrameRate, timecode } from '../../../src/plugin/replay/timecode.ts';
import { fromSeconds, type Micros } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';

const cue = (at: number, end: number, more: Partial<Cue> = {}): Cue => ({
  id: `m${at}`,
  at: fromSeconds(at),
  end: fromSeconds(end),
  sfx: 'ding',
  tag: 'prompt',
  score: 0.87654,
  alternatives: [],
  ...more,
});

test('timecode counts frames', () => {
  const at = (rate: string, frame: number): string => timecode(frame, parseFrameRate(rate));
  assert.is(at('25', 0), '00:00:00:00');
  assert.is(at('25', 25 * 3661 + 24), '01:01:01:24');
  assert.is(at('23.976', 24 * 60), '00:01:00:00');
  assert.is(at('59.94', 59), '00:00:00:59');
});

test('drop-frame leaves out the first numbers of nine minutes in ten', () => {
  const at = (rate: string, frame: number): string => timecode(frame, parseFrameRate(rate));
  assert.is(at('29.97df', 1799), '00:00:59;29');
  assert.is(at('29.97df', 1800), '00:01:00;02');
  assert.is(at('29.97df', 3597), '00:01:59;29');
  assert.is(at('29.97df', 3598), '00:02:00;02');
  assert.is(at('29.97df', 17_981), '00:09:59;29');
  assert.is(at('29.97df', 17_982), '00:10:00;00');
  assert.is(at('29.97df', 107_892), '01:00:00;00');
  assert.is(at('59.94df', 3600), '00:01:00;04');
  assert.is(at('59.94df', 35_964), '00:10:00;00');
  assert.is(framesADay(parseFrameRate('29.97df')), 2_589_408);
  assert.is(framesADay(parseFrameRate('25')), 2_160_000);
});

test('drop-frame timecode keeps to the clock, and never repeats', () => {
  const rate = parseFrameRate('30000/1001');
  const drop = { ...rate, drop: true };
  const hour = timecode(frameAt(fromSeconds(3600), drop), drop);
  assert.is(hour, '01:00:00;00');
  const seen = new Set<string>();
  for (let frame = 0; frame < 40_000; frame++) seen.add(timecode(frame, drop));
  assert.is(seen.size, 40_000);
});

test('a rate that no edit list has is refused', () => {
  for (const rate of ['15', '', 'x', '25df', '23.976df', '30df', 'constructor'])
    assert.throws(() => parseFrameRate(rate), /--fps/, rate);
});

test('an edit list has the numbers, tracks and times of CMX 3600', () => {
  const cues = [
    cue(20, 22),
    cue(1.02, 3.5, { subtitle: 'Here it\nis.' }),
    cue(2, 9, { sfx: 'boom' }),
    cue(3, 4),
  ];
  const plain = (fps: string) => ({ rate: parseFrameRate(fps), lengths: new Map<string, Micros>() });
  assert.equal(toEdl('show.jsonl', cues, plain('25')).split('\n'), [
    'TITLE: show.jsonl',
    'FCM: NON-DROP FRAME',
    '',
    // Cut short: the third finds both tracks taken.
    '001  AX       A     C        00:00:00:00 00:00:01:24 00:00:01:01 00:00:03:00',
    '* FROM CLIP NAME: ding',
    '* COMMENT: prompt 0.88 Here it is.',
    '002  AX       A2    C        00:00:00:00 00:00:07:00 00:00:02:00 00:00:09:00',
    '* FROM CLIP NAME: boom',
    '* COMMENT: prompt 0.88',
    '003  AX       A     C        00:00:00:00 00:00:01:00 00:00:03:00 00:00:04:00',
    '* FROM CLIP NAME: ding',
    '* COMMENT: prompt 0.88',
    '004  AX       A     C        00:00:00:00 00:00:02:00 00:00:20:00 00:00:22:00',
    '* FROM CLIP NAME: ding',
    '* COMMENT: prompt 0.88',
    '',
  ]);
  assert.match(toEdl('x', cues, plain('29.97df')), /^FCM: DROP FRAME$/m);
  assert.throws(
    () =>
      toEdl(
        'x',
        Array.from({ length: 1000 }, (_, i) => cue(i, i + 1)),
        plain('25'),
      ),
    /at most 999/,
  );
  assert.throws(() => toEdl('x', [cue(86_399, 86_401)], plain('25')), /24 hours/);
});

/** They were as long as the sentence: an editor would have stretched or cut the sound. */
test('an edit list has events as long as the effect, whatever the sentence', () => {
  const lengths = new Map([
    ['ding', fromSeconds(0.8)],
    ['boom', fromSeconds(2.4)],
  ]);
  const cues = [cue(1, 9), cue(20, 20.1, { sfx: 'boom' }), cue(30, 31, { sfx: 'unknown' })];
  const times = toEdl('x', cues, { rate: parseFrameRate('25'), lengths }).match(/\S+ \S+$/gm);
  assert.equal(
    times?.filter((line) => /^\d\d:/.test(line)),
    ['00:00:01:00 00:00:01:20', '00:00:20:00 00:00:22:10', '00:00:30:00 00:00:31:00'],
  );
});

test('subtitles hold one line each, whatever the words hold', () => {
  const text = toSrt([cue(3661.5, 3662.25), cue(1, 2, { subtitle: 'a\n\nb --> c' })]);
  assert.is(
    text,
    '1\n00:00:01,000 --> 00:00:02,000\n[ding] prompt 0.88\na b → c\n\n' +
      '2\n01:01:01,500 --> 01:01:02,250\n[ding] prompt 0.88\n',
  );
});

test('a table is read back by a reader of tables', () => {
  const said = ['He said "no", then\nleft', '=HYPERLINK("x")', '- Yes.', '-3'];
  const text = toCsv(said.map((subtitle, i) => cue(i, i + 0.5, { subtitle })));
  const rows = parse<Record<string, string>>(text, { columns: true });
  assert.equal(
    rows.map(({ subtitle }) => subtitle),
    [said[0], `'${said[1]}`, `'${said[2]}`, '-3'],
  );
  assert.equal(rows[1], {
    at: '1.000',
    end: '1.500',
    sfx: 'ding',
    tag: 'prompt',
    score: '0.8765',
    subtitle: `'=HYPERLINK("x")`,
  });
});

test('no cues give empty lists', () => {
  assert.is(toSrt([]), '');
  assert.is(toCsv([]), 'at,end,sfx,tag,score,subtitle\r\n');
  assert.is(
    toEdl('x', [], { rate: parseFrameRate('24'), lengths: new Map() }),
    'TITLE: x\nFCM: NON-DROP FRAME\n\n',
  );
});

test.run();
