/** Texts that strangers send to stall the thread that moves media: the work grows with the text, not with its square. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cea708 } from '../../src/captions/cea/cea708.ts';
import { ScreenCaptions } from '../../src/captions/cea/screen-captions.ts';
import { CaptionsError } from '../../src/captions/files/cue.ts';
import { openGrowingCaptions } from '../../src/captions/files/growing.ts';
import { parseCaptions } from '../../src/captions/files/parse.ts';
import { openInBandCaptions } from '../../src/captions/in-band/in-band.ts';
import { LiveSentences } from '../../src/captions/sentences/live-sentences.ts';
import { readMessage } from '../../src/captions/server/message.ts';
import { mediaTime } from '../../src/captions/source.ts';
import { TEXT_CODECS, packetWords } from '../../src/core/subtitle-packet.ts';
import { printable } from '../../src/core/printable.ts';
import { redactText } from '../../src/plugin/live/report/text.ts';
import { parseCommand } from '../../src/plugin/live/commands.ts';
import { fromSeconds, ZERO } from '../../src/streams/time.ts';
import { cleanLines, cleanWords } from '../../src/streams/words/clean.ts';
import { cutLong } from '../../src/streams/words/cut.ts';
import { sentenceCase } from '../../src/streams/words/sentence-case.ts';
import { tidyCaptions } from '../../src/streams/words/tidy.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';

const SIZE = 300_000;
/** Milliseconds; a square of 300 000 steps takes minutes, what is linear some 20 ms, or 500 on a busy machine. */
const ENOUGH = 10_000;

const MARKS = (
  '<|<a|>>·|{|{\\|&a|[|]|【|(|(a)|*a|*·|·|\t|\n|\r|·\n|-·|.|.·|."|,·|A:·|A·B:·|a|A|Aa·|a.|and·|5:|0:0·-->·|\u200b|\u0000|很|。|' +
  '1\n|a\n\n|NOTE·|a://'
)
  .replaceAll('·', ' ')
  .split('|');
const runs = MARKS.flatMap((mark) => {
  const run = mark.repeat(Math.ceil(SIZE / mark.length)).slice(0, SIZE);
  // With something in front that a pattern may begin at, and an end that lets it fail.
  return [run, `A: <a (x [y ${run}]>)}`];
});

/** Runs the door with each hostile text, within a bound for each. */
function standsFirm(name: string, door: (text: string) => void): void {
  test(name, () => {
    for (const run of runs) {
      const began = performance.now();
      door(run);
      const took = performance.now() - began;
      assert.ok(took < ENOUGH, `${JSON.stringify(run.slice(0, 24))}… took ${took.toFixed(0)} ms`);
    }
  });
}

const SRT_HEAD = '1\n00:00:01,000 --> 00:00:02,000\n';
const parse = (text: string): void => {
  try {
    parseCaptions(text, 'x');
  } catch (error) {
    if (!(error instanceof CaptionsError)) throw error;
  }
};

standsFirm('an SRT file', (text) => parse(SRT_HEAD + text));
standsFirm('a WebVTT file', (text) => parse(`WEBVTT\n\n00:01.000 --> 00:02.000\n${text}`));
standsFirm('a file that is none', parse);
for (const codec of TEXT_CODECS)
  standsFirm(`a packet of ${codec}, read and rewritten`, (text) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(0xffff);
    const head = codec === 'mov_text' ? length : Buffer.from(codec === 'ass' ? '0,0,,,0,0,0,,' : '');
    const data = Buffer.concat([head, Buffer.from(text)]);
    packetWords(data, codec);
    const track = openInBandCaptions('embedded');
    track.enter({ index: 0, kind: 'subtitle', codec }, 0);
    track.look({ data, pts: ZERO, dts: ZERO, duration: ZERO });
    track.look({ data: data.subarray(0, 65_000), pts: ZERO, dts: ZERO, duration: ZERO });
    track.close();
  });
standsFirm('a message', (text) => {
  readMessage(text);
  readMessage(JSON.stringify({ id: 'a', start: 1, end: 2, text: text.slice(0, 1_000), final: true }));
});
standsFirm('a command', parseCommand);
standsFirm('a screen of captions', (text) => {
  const screen = new ScreenCaptions('x');
  for (const mode of ['roll-up', 'pop-on'] as const)
    screen.look(ZERO, { rows: [text.slice(0, 16_000)], mode, returned: false });
});
standsFirm('cleaning and cutting', (text) => {
  cleanWords(text);
  cleanLines(text.split('\n'));
  sentenceCase(text);
  sentenceCase(text.toUpperCase());
  cutLong({ start: ZERO, end: fromSeconds(60), text });
});
standsFirm('sentences that arrive one by one, as long as a caption can be', (text) => {
  const part = text.slice(0, 16_000);
  const sentences = new LiveSentences(64);
  for (let i = 0; i < 3; i++) {
    const times = { start: mediaTime(fromSeconds(i)), end: mediaTime(fromSeconds(i + 1)) };
    sentences.take({ type: 'caption', id: String(i), ...times, text: part, final: true });
  }
  tidyCaptions([0, 1, 2].map((i) => ({ start: fromSeconds(i), end: fromSeconds(i + 1), text: part })));
});
standsFirm('what goes to the log and the terminal', (text) => {
  redactText(text);
  printable(text);
});

test('a file that grows', async () => {
  const file = join(scratch('hostile'), 'x.srt');
  const cues = runs.map((run) => `${SRT_HEAD}${run.slice(0, 15_000)}\n\n`);
  writeFileSync(file, `${cues.join('')}${SRT_HEAD}The end.\n\n`);
  const source = openGrowingCaptions(file, { poll: 5 });
  try {
    let ended = false;
    source.events$.subscribe((event) => (ended ||= event.type === 'caption' && event.text === 'The end.'));
    await until(() => ended, 20_000, 'the last caption');
  } finally {
    await source.close();
  }
});

test('CEA-708 that writes on and on', () => {
  const decoder = new Cea708();
  const began = performance.now();
  const screen = new ScreenCaptions('x');
  for (let i = 0; i < 20_000; i++)
    for (const step of decoder.push(i % 16 === 0, [i % 16 === 0 ? 0x10 : 0x5b, 0x3e]))
      screen.look(ZERO, step);
  assert.ok(performance.now() - began < ENOUGH);
});

test.run();
