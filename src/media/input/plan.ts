/**
 * The input plan: what an address means, who makes the connection, and the demuxer's options that keep it in bounds.
 * One rule for recordings and live inputs; which names are files is said by `fileOf` alone.
 */
import { open, stat } from 'node:fs/promises';
import { InputFormat } from 'node-av/lib';
import { z } from 'zod';
import { Address, fileOf } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import { formatsOfFile, formatsOfScheme, SOUND_FORMATS } from './formats.ts';
import { laterParts } from './mp4-parts.ts';
import { asHttp, isNetwork, OWN_STAMPS, planNetwork, recordedOptions } from './network-options.ts';

/**
 * How far into a file a stream may begin that its header only announces, in µs of media: transport streams whose picture
 * comes seconds after the sound. FFmpeg's 5 MB of probing bound it as well.
 */
const ANALYSE_FILE_US = '30000000';
/** A file stays on this machine: a playlist inside it may not reach for the network. */
const LOCAL_PROTOCOLS = 'file,crypto,data';

/**
 * What an input is to its reader.
 * - `file`: a recording, or what FFmpeg invents: it comes as fast as it is asked for
 * - `listen`: a sender comes to us
 * - `pull`: we go to a server
 * - `device`: read from this machine
 */
export type InputKind = 'file' | 'listen' | 'pull' | 'device';

/** A checked input with its demuxer's options. */
export interface InputPlan {
  readonly kind: InputKind;
  /** For FFmpeg. */
  readonly url: string;
  /** For people. */
  readonly shown: string;
  /** The file, as it is named to the system; absent for anything else. Files are read without waiting. */
  readonly path?: string;
  /** Media comes a segment at a time (HLS). */
  readonly segments: boolean;
  readonly options: Readonly<Record<string, string>>;
  /** The demuxers that may be chosen (formats.ts); absent where `format` is the one. */
  readonly formats?: string;
  /** The demuxer, where the address alone does not tell. */
  readonly format?: InputFormat;
  /** Of a file that goes on with other headers: where each of its parts ends, in bytes; `url` is the first one. */
  readonly ends?: readonly number[];
  /** Sound that has not begun within the probing does not count, instead of being refused. */
  readonly lenient: boolean;
}

/** What is to be read, and how. */
export interface InputRequest {
  readonly address: Address;
  /** `recorded`: from start to end, as fast as it is wanted; `live`: as it comes. */
  readonly mode: 'recorded' | 'live';
  /** Live: a sender comes to us. Also when the address says so (`?listen`, SRT's `mode=listener`). */
  readonly listen?: boolean;
  /** Live: a file may be read, by the wall clock. */
  readonly realtime?: boolean;
}

const addressSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'holds a NUL character');

/**
 * Checks an input before it is opened and says how to open it.
 * @throws MediaError input-missing, input-is-folder, input-empty, input-unreadable (also a file that is to be live
 * without `realtime`, and a scheme or device that this build cannot read)
 */
export async function planInput({ address, mode, listen, realtime }: InputRequest): Promise<InputPlan> {
  const url = asHttp(address.reveal());
  const { scheme } = new Address(url);
  const { shown } = address;
  if (!addressSchema.safeParse(url).success)
    throw new MediaError('input-missing', 'The input has no usable name.', 'Name a file or an address.');
  const path = fileOf(url);
  if (path !== undefined) {
    const plan = await planFile(path, address);
    if (mode === 'live' && realtime !== true) throw noClock(shown);
    return plan;
  }
  if (mode === 'recorded')
    return {
      ...{ kind: 'pull', url, shown, segments: false, lenient: false },
      formats: formatsOfScheme(scheme),
      options: recordedOptions(scheme),
    };
  if (!isNetwork(scheme)) return planDevice(address);
  const { waits, ...network } = planNetwork(scheme, url, listen ?? false);
  const formats = formatsOfScheme(scheme);
  return { kind: waits ? 'listen' : 'pull', shown, lenient: true, formats, ...network };
}

async function planFile(path: string, address: Address): Promise<InputPlan> {
  const { shown } = address;
  const size = await checkFile(path, shown === address.reveal() ? path : shown);
  const ends = [...laterParts(path, size), size];
  const parts = ends.length === 1 ? {} : { ends };
  return {
    kind: 'file',
    // "file:" keeps FFmpeg from reading a protocol into a file's name.
    url: ends.length === 1 ? `file:${path}` : partOf(path, 0, ends[0] ?? size),
    shown,
    ...parts,
    path,
    segments: false,
    lenient: false,
    formats: formatsOfFile(path),
    options: {
      protocol_whitelist: ends.length === 1 ? LOCAL_PROTOCOLS : `${LOCAL_PROTOCOLS},subfile`,
      analyzeduration: ANALYSE_FILE_US,
      ...OWN_STAMPS,
    },
  };
}

/** FFmpeg's name for the bytes of a file from `start` to before `end`. */
export const partOf = (path: string, start: number, end: number): string =>
  `subfile,,start,${start},end,${end},,:file:${path}`;

/**
 * A file that holds one sound, such as an effect; nothing else is opened, whatever is in it.
 * @throws MediaError input-missing, input-is-folder, input-empty, input-unreadable
 */
export async function planSound(path: string): Promise<InputPlan> {
  const plan = await planFile(path, new Address(path));
  const protocols = plan.ends === undefined ? 'file' : 'file,subfile';
  return { ...plan, formats: SOUND_FORMATS, options: { protocol_whitelist: protocols } };
}

/** Gives the size of what can be read. */
async function checkFile(path: string, shown: string): Promise<number> {
  let facts;
  try {
    facts = await stat(path);
  } catch (cause) {
    throw new MediaError('input-missing', `There is no file ${shown}.`, 'Check its name.', { cause });
  }
  if (facts.isDirectory())
    throw new MediaError('input-is-folder', `${shown} is a folder.`, 'Name one recording in it.');
  if (facts.isFile() && facts.size === 0)
    throw new MediaError('input-empty', `${shown} is empty (0 bytes).`, 'Record or copy it again.');
  try {
    await (await open(path, 'r')).close();
  } catch (cause) {
    throw new MediaError('input-unreadable', `${shown} cannot be read.`, 'Check its permissions.', { cause });
  }
  return facts.isFile() ? facts.size : 0;
}

const noClock = (shown: string): MediaError =>
  new MediaError(
    'input-unreadable',
    `${shown} is a file, which has no clock of its own.`,
    'Add --realtime to play it as a live input.',
  );

/** Devices are named FORMAT:NAME, such as v4l2:/dev/video0 or lavfi:testsrc2. */
function planDevice(address: Address): InputPlan {
  const { scheme, shown } = address;
  const format = InputFormat.findInputFormat(scheme);
  if (format === null)
    throw new MediaError(
      'input-unreadable',
      `There is no way to read ${scheme}: here.`,
      `Use an address (rtmp, srt, rtsp, http, udp), a file with --realtime, or a device of these: ${devices().join(', ')}.`,
    );
  return {
    // What FFmpeg invents comes as fast as it is asked for.
    kind: scheme === 'lavfi' ? 'file' : 'device',
    url: address.reveal().slice(scheme.length + 1),
    shown,
    segments: false,
    lenient: true,
    format,
    options: { fpsprobesize: '0', protocol_whitelist: LOCAL_PROTOCOLS },
  };
}

const KNOWN_DEVICES = ['v4l2', 'alsa', 'pulse', 'x11grab', 'lavfi', 'avfoundation', 'dshow'];

/** The devices that FFmpeg was built with. */
const devices = (): string[] => KNOWN_DEVICES.filter((name) => InputFormat.findInputFormat(name) !== null);
