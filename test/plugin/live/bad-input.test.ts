/** Bad input to `momentfx live`: one line that says what is wrong and what to do, exit code 2, before analysis starts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { golden } from '../../support/golden.ts';
import { testWithModel } from '../../support/model.ts';

const folder = scratch('live-bad');
const file = (name: string): string => join(folder, name);
writeFileSync(file('notes.txt'), 'No recording at all.\n');
writeFileSync(file('empty.mp4'), '');
mkdirSync(file('folder.mp4'));

/** Taken for as long as this file runs. */
const taken = createServer().listen(0, '127.0.0.1');
await once(taken, 'listening');
const { port } = taken.address() as AddressInfo;

const SENDER = 'srt://127.0.0.1:9?mode=caller';
const OUT = ['--to', file('out.mkv')];
const to = (output: string): string[] => [SENDER, '--to', output];
const live = (...words: string[]): string[] => [SENDER, ...OUT, ...words];

const CASES: readonly (readonly [title: string, args: readonly string[], says: RegExp])[] = [
  ['no output', [SENDER], /Where should the programme go\? Name at least one output with --to/],
  ['an unknown scheme in', ['foo://host', ...OUT], /no way to read foo: here\. Use an address \(rtmp/],
  ['an unknown scheme out', to('gopher://host/x'), /gopher: is no output .*\. Use rtmp:\/\//],
  ['an unknown container', to(file('out.xyz')), /out\.xyz is no recording .*\. Use one of: \.mp4/],
  ['no server', to('rtmp:///live/x'), /names no server\. Write rtmp:\/\/SERVER/],
  ['no folder', to(file('none/out.mkv')), /cannot be written\. Check that its folder exists/],
  ['a folder as output', to(file('folder.mp4')), /is a folder\. Name a file in it\./],
  [
    'a missing file',
    [file('none.mp4'), '--realtime', ...OUT],
    /There is no file .*none\.mp4\. Check its name/,
  ],
  [
    'a folder',
    [`${folder}/../${folder.split('/').at(-1)}/folder.mp4`, '--realtime', ...OUT],
    /\/\.\.\/.* is a folder\. Name one/,
  ],
  ['an empty file', [file('empty.mp4'), '--realtime', ...OUT], /is empty \(0 bytes\)\. Record or copy/],
  ['no recording', [file('notes.txt'), '--realtime', ...OUT], /notes\.txt is no recording .*\. Name a video/],
  ['a file without --realtime', [file('notes.txt'), ...OUT], /no clock of its own\. Add --realtime/],
  ['too long a delay', live('--delay', '61'), /--delay: must be at most 60 seconds\. See/],
  ['no delay at all', live('--delay', 'soon'), /--delay: must be snappy, balanced, careful, or seconds/],
  ['an unknown engine', live('--asr', 'whisper'), /--asr: expected moonshine, .*\. See/],
  [
    'no captions file',
    live('--asr', `captions:${file('none.srt')}`),
    /captions file .*none\.srt cannot be read\. Check/,
  ],
  [
    "the captions' port taken",
    live('--asr', `ws://127.0.0.1:${port}/captions`),
    new RegExp(`:${port} .*port is taken`),
  ],
  [
    "the metrics' port taken",
    live('--metrics', `127.0.0.1:${port}`),
    new RegExp(`:${port}: another program listens there`),
  ],
  ['no port', live('--metrics', '99999'), /--metrics 99999 names no place\. Use PORT/],
  ['no host of ours', live('--metrics', 'nowhere.invalid:9464'), /nowhere\.invalid.*no such host/],
  ['no device', live('--bus', 'headphones'), /--bus headphones names no audio device\. Use pulse:NAME/],
  ['no model', live('--model', file('none')), /is no model folder.*\. Give the folder of a checkpoint/],
  ['no library', live('--library', file('none')), /There is no library in .*\. Name a library folder/],
  ['no record', live('--log', file('none/x.jsonl')), /record .* cannot be written .*\. Check the folder/],
  ['no variable', to('rtmp://host/live/{env:NO_SUCH_KEY}'), /\{env:NO_SUCH_KEY\}.*\. Set it/],
  ['a slip in a placeholder', to('rtmp://host/live/{evn:KEY}'), /stands for nothing\. Use \{env:NAME\}/],
  [
    'too many outputs',
    [SENDER, ...Array.from({ length: 9 }, (_, i) => ['--to', file(`${i}.mkv`)]).flat()],
    /9 outputs are more than the 8/,
  ],
  ['an unknown option', live('--dealy', '3'), /Unknown option '--dealy'.*\. See `momentfx --help`/],
];

test.after(() => void taken.close());
/** The fault's line by title, without what differs from run to run. */
const lines: Record<string, string> = {};
for (const [title, args, says] of CASES)
  testWithModel(title, async () => {
    const { code, stdout, stderr } = await runCli(['live', ...args]);
    assert.is(stdout, '');
    // An address or a device may be warned of before; the fault is the last line, and the only one of its kind.
    assert.match(stderr, /^(?:.* warn .*\n)*momentfx: [^\n]+\n$/, stderr);
    assert.match(stderr, says);
    assert.is(code, 2);
    assert.not.match(stderr, /\n\s+at |internal:|analysis ready/);
    const line = stderr.trimEnd().split('\n').at(-1) ?? '';
    lines[title] = line
      .replaceAll(folder, '…')
      .replaceAll(basename(folder), '…')
      .replaceAll(String(port), 'PORT');
  });

testWithModel('each line is the one that people know', () => {
  golden('errors/live', lines);
});

test.run();
