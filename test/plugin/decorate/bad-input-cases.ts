/** Every kind of bad input to `decorate`, and what its line must say. */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture } from '../../support/fixtures.ts';
import { hasModel } from '../../support/model.ts';
import {
  checkpoint,
  decorate,
  file,
  folder,
  library,
  noStreams,
  otherEncoders,
  sheet,
  talk,
  text,
  truncated,
  unknownCodec,
} from './bad-input-files.ts';
export interface Case {
  readonly title: string;
  readonly args: readonly string[];
  /** What the line must say. */
  readonly says: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
}

symlinkSync(talk.mp4, file('link.mp4'));
mkdirSync(file('folder.mp4'));
writeFileSync(file('empty.mp4'), '');

const input: Case[] = [
  { title: 'a missing file', args: decorate('/nowhere/talk.mp4'), says: /no file \/nowhere\/talk\.mp4/ },
  { title: 'a folder', args: decorate(folder), says: /is a folder/ },
  { title: 'zero length', args: decorate(file('empty.mp4')), says: /empty\.mp4 is empty/ },
  {
    title: 'a text file',
    args: decorate(text('notes.txt', 'Buy milk.\n'.repeat(200))),
    says: /no recording/,
  },
  { title: 'a text file with a video name', args: decorate(text('notes.mp4', 'hi')), says: /notes\.mp4/ },
  { title: 'a truncated mp4', args: decorate(truncated()), says: /whole\.mp4 is cut off/ },
  { title: 'no streams', args: decorate(noStreams()), says: /none\.wav/ },
  { title: 'an unknown codec', args: decorate(unknownCodec()), says: /unknown\.mkv/ },
  {
    title: 'a picture',
    args: decorate(text('host.srt', '1\n00:00:00,000 --> 00:00:01,000\nHi\n')),
    says: /host\.srt/,
  },
];

const output: Case[] = [
  { title: 'same file', args: ['decorate', talk.mp4, '-o', talk.mp4], says: /is the input itself/ },
  {
    title: 'same file by a link',
    args: ['decorate', talk.mp4, '-o', file('link.mp4')],
    says: /is the input itself/,
  },
  {
    title: 'a link read, its file written',
    args: ['decorate', file('link.mp4'), '-o', talk.mp4],
    says: /input itself/,
  },
  {
    title: 'a target folder that is missing',
    args: ['decorate', talk.mp4, '-o', '/nowhere/a.mp4'],
    says: /\/nowhere\/a\.mp4 cannot be written/,
  },
  {
    title: 'a target that is a folder',
    args: ['decorate', talk.mp4, '-o', file('folder.mp4')],
    says: /is a folder/,
  },
  {
    title: 'a target in /proc',
    args: ['decorate', talk.mp4, '-o', '/proc/a.mp4'],
    says: /\/proc\/a\.mp4 cannot be written/,
  },
  {
    title: 'a container that nobody writes',
    args: ['decorate', talk.mp4, '-o', 'out.xyz'],
    says: /\.xyz is no container/,
  },
  { title: 'a target without extension', args: ['decorate', talk.mp4, '-o', 'out'], says: /no extension/ },
  {
    title: 'a FLAC of 1 Hz',
    args: decorate(fixture('field', 'sec-flac-1hz.flac')),
    says: /1 channels at 1 Hz/,
  },
  {
    title: 'an unknown audio codec',
    args: decorate(talk.mp4, '--audio-codec', 'speex'),
    says: /--audio-codec.*aac/,
  },
  {
    title: 'a codec that the container cannot hold',
    args: ['decorate', talk.mp4, '-o', 'out.flv', '--audio-codec', 'alac'],
    says: /FLV cannot hold alac.*aac/,
  },
  {
    title: 'a video that the container cannot hold',
    args: ['decorate', talk.mp4, '-o', 'out.webm'],
    says: /h264/i,
  },
];

const options: Case[] = [
  { title: 'no command', args: [], says: /No command/ },
  { title: 'an unknown command', args: ['decorrate'], says: /decorate/ },
  { title: 'an unknown option', args: decorate(talk.mp4, '--loud'), says: /--loud/ },
  { title: 'no input', args: ['decorate', '-o', 'out.mp4'], says: /input/ },
  { title: 'two inputs', args: decorate(talk.mp4, talk.wav), says: /too many arguments/i },
  { title: 'no output', args: ['decorate', talk.mp4], says: /-o FILE/ },
  { title: '--dry-run with an output', args: decorate(talk.mp4, '--dry-run'), says: /--dry-run/ },
  { title: 'a threshold beyond 1', args: decorate(talk.mp4, '--threshold', '1.5'), says: /--threshold/ },
  {
    title: 'a density in words',
    args: decorate(talk.mp4, '--density', 'many'),
    says: /--density: must be a number from 0\.1 to 120/,
  },
  { title: 'an empty gain', args: decorate(talk.mp4, '--gain', ''), says: /--gain/ },
  { title: 'an unknown tag', args: decorate(talk.mp4, '--mute-tag', 'fun'), says: /--mute-tag.*prompt/ },
  { title: 'an unknown limiter', args: decorate(talk.mp4, '--limiter', 'maybe'), says: /on, off/ },
  { title: 'an unknown device', args: decorate(talk.mp4, '--device', 'tpu'), says: /--device.*webgpu/ },
  {
    title: 'an unknown recogniser',
    args: decorate(talk.mp4, '--asr', 'whisper'),
    says: /--asr: expected moonshine/,
  },
  {
    title: 'missing captions',
    args: decorate(talk.mp4, '--asr', 'captions:/nowhere.srt'),
    says: /captions file \/nowhere\.srt/,
  },
  {
    title: 'broken captions',
    args: decorate(talk.mp4, '--asr', `captions:${text('broken.srt', '1\nsoon --> later\nHi\n')}`),
    says: /broken\.srt, line 2/,
  },
  {
    title: 'a bad variable',
    args: decorate(talk.mp4),
    env: { MOMENTFX_DUCK: 'a lot' },
    says: /MOMENTFX_DUCK/,
  },
  {
    title: 'a config file that is no JSON',
    args: decorate(talk.mp4),
    config: '{ gain: 3',
    says: /momentfx\.config\.json/,
  },
  {
    title: 'an unknown entry in the config file',
    args: decorate(talk.mp4),
    config: '{ "volume": 3 }',
    says: /unknown entry "volume"/,
  },
  {
    title: 'a wrong entry in the config file',
    args: decorate(talk.mp4),
    config: '{ "gain": true }',
    says: /momentfx\.config\.json: gain/,
  },
];

const cues: Case[] = [
  {
    title: 'a missing cue sheet',
    args: decorate(talk.mp4, '--from-cues', '/nowhere.json'),
    says: /cue sheet \/nowhere\.json/,
  },
  {
    title: 'a cue sheet that is no JSON',
    args: decorate(talk.mp4, '--from-cues', text('text.json', 'at 3 s')),
    says: /text\.json is broken: it is not JSON/,
  },
  {
    title: 'a cue before the start',
    args: decorate(talk.mp4, '--from-cues', text('early.json', sheet({ at: -1, sfx: 'ding' }))),
    says: /early\.json is broken: cues\[0\]\.at/,
  },
  {
    title: 'a cue with no such effect',
    args: decorate(talk.mp4, '--from-cues', text('other.json', sheet({ at: 1, sfx: 'moo' }))),
    says: /no effect "moo"/,
  },
  {
    title: 'a cue sheet over the input',
    args: decorate(talk.mp4, '--cues', file('link.mp4')),
    says: /overwrite the input/,
  },
  {
    title: 'a cue sheet over the output',
    args: decorate(talk.mp4, '--cues', './out.mp4'),
    says: /overwrite the recording/,
  },
  {
    title: 'a cue sheet nowhere',
    args: decorate(talk.mp4, '--cues', '/nowhere/a.json'),
    says: /\/nowhere\/a\.json cannot be written/,
  },
  { title: 'a cue sheet that is a folder', args: decorate(talk.mp4, '--cues', folder), says: /is a folder/ },
];

const parts: Case[] = [
  {
    title: 'a missing library',
    args: decorate(talk.mp4, '--library', '/nowhere'),
    says: /no library in \/nowhere/,
  },
  {
    title: 'a library with a lost sound',
    args: decorate(
      talk.mp4,
      '--library',
      library('lost', (manifest) => (manifest.effects[1]!.file = 'gone.wav')),
    ),
    says: /gone\.wav/,
  },
  {
    title: 'a library with an unknown tag',
    args: decorate(
      talk.mp4,
      '--library',
      library('tagged', (manifest) => (manifest.effects[0]!.tag = 'fun')),
    ),
    says: /effects\[0\].*tag/,
  },
  {
    title: 'a library whose sound is no sound',
    args: decorate(
      talk.mp4,
      '--library',
      library('noise', ({ effects }) => writeFileSync(file(`noise/${effects[0]!.file}`), 'la la')),
    ),
    says: /cannot be read/,
  },
  {
    title: 'a missing checkpoint',
    args: decorate(talk.mp4, '--model', '/nowhere'),
    says: /\/nowhere is no model folder/,
  },
  {
    title: 'a checkpoint with a broken manifest',
    args: decorate(
      talk.mp4,
      '--model',
      checkpoint('torn', (copy) => writeFileSync(join(copy, 'manifest.json'), '{')),
    ),
    says: /torn\/manifest\.json is not JSON/,
  },
];
const models: Case[] = !hasModel
  ? []
  : [
      {
        title: 'a checkpoint with a broken network',
        args: decorate(
          talk.mp4,
          '--model',
          checkpoint('network', (copy) => truncateSync(join(copy, 'network.onnx'), 5000)),
        ),
        says: /network\.onnx/,
      },
      {
        title: 'a checkpoint for other encoders',
        args: decorate(talk.mp4, '--model', checkpoint('others', otherEncoders)),
        says: /trained with the frame encoder chinese-clip/,
      },
      {
        title: 'a device that is not there',
        args: decorate(talk.mp4, '--device', 'cuda'),
        says: /cuda can't be used here.*--device cpu/,
      },
    ];

/** All of them. */
export const CASES: readonly Case[] = [...input, ...output, ...options, ...cues, ...parts, ...models];
