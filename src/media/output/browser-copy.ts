/** A small copy of a recording that browsers play, to look at while it is reviewed: H.264 and AAC in MP4. */
import { rm } from 'node:fs/promises';
import {
  BitStreamFilterAPI,
  Decoder,
  Demuxer,
  Encoder,
  FilterAPI,
  Muxer,
  pipeline,
  type NamedStages,
} from 'node-av/api';
import { FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import type { Stream } from 'node-av/lib';
import { messageOf } from '../../core/errors.ts';
import { Address } from '../../core/stream-url.ts';
import { fromSeconds, toSeconds, type Micros } from '../../streams/time.ts';
import { MediaError } from '../errors.ts';
import { setOptions } from '../ffmpeg.ts';
import { openInput } from '../input/demuxer.ts';
import type { InputInfo } from '../input/info.ts';
import { planInput } from '../input/plan.ts';
import { MOST_PIXELS } from '../most-pixels.ts';

/** Pictures are at most this high, which is enough to see what happens. */
const HEIGHT = 360;
const FRAMES_A_SECOND = 25;
const VIDEO_BITS = '600k';
const AUDIO_BITS = '96k';
/** Speed before beauty: the copy is thrown away. VP8, which still more browsers play, takes ten times as long. */
const X264 = { preset: 'ultrafast', tune: 'zerolatency' } as const;
/** Pictures that are off by less (µs) are not seen to be. */
const MOST_OFF = 5_000;
/** A key picture every two seconds, so that seeking is quick. */
const KEY_EVERY = 2 * FRAMES_A_SECOND;

/** What is copied, to where, and who hears how far it is. */
export interface BrowserCopyOptions {
  /** A file. */
  readonly input: string;
  /** A new file; its name ends in `.mp4`. */
  readonly output: string;
  /** The pictures are H.264 that browsers play: they are copied as they are where that can be done, which takes seconds. */
  readonly keepPictures?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: Micros) => void;
}

/**
 * Makes the copy; its time 0 is the recording's media time 0. Nothing is left of one that fails or is stopped.
 * @throws MediaError (`output-failed`), or the signal's reason
 */
export async function copyForBrowser(options: BrowserCopyOptions): Promise<void> {
  const { input, output, signal } = options;
  const recording = await lookAt(input);
  try {
    await keptOrMade(options, recording);
    signal.throwIfAborted();
  } catch (error) {
    await rm(output, { force: true });
    signal.throwIfAborted();
    throw new MediaError(
      'output-failed',
      `No copy for the browser could be made: ${messageOf(error)}.`,
      'Review it with the sound alone, or convert the recording to MP4 first.',
      { cause: error },
    );
  }
}

/** Packets cannot be moved in time here, and some (those of transport streams) do not fit into MP4 as they are. */
async function keptOrMade(options: BrowserCopyOptions, recording: Recording): Promise<void> {
  const { output, signal, keepPictures = false } = options;
  if (keepPictures && Math.abs(recording.zero) < MOST_OFF)
    try {
      return await make(options, recording, true);
    } catch {
      signal.throwIfAborted();
      await rm(output, { force: true });
    }
  await make(options, recording, false);
}

async function make(
  { input, output, signal, onProgress }: BrowserCopyOptions,
  { zero, info }: Recording,
  keepPictures: boolean,
): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const demuxer = parts.use(await openAsPlanned(input));
  const muxer = parts.use(await Muxer.open(output, { format: 'mp4' }));
  // What is shown and heard of the recording, which is not always the first of its kind.
  const chosen = ({ index = -1 }: { readonly index?: number } = {}): Stream | undefined =>
    demuxer.streams.find((stream) => stream.index === index);
  const [video, audio] = [chosen(info.video), chosen(info.audio)];
  const shift = `PTS-(${toSeconds(zero)}/TB)`;
  const stages: {
    video?: (BitStreamFilterAPI | Decoder | FilterAPI | Encoder)[];
    audio?: (Decoder | FilterAPI | Encoder)[];
  } = {};
  // A stage that changes nothing says which stream it is; without any it would be the first.
  if (video !== undefined && keepPictures)
    stages.video = [parts.use(BitStreamFilterAPI.create('null', video))];
  else if (video !== undefined) {
    const look = `scale=-2:'min(${HEIGHT},trunc(ih/2)*2)':flags=fast_bilinear,fps=${FRAMES_A_SECOND},setpts=${shift},format=yuv420p`;
    stages.video = [
      parts.use(
        await Decoder.create(video, {
          configure: (decoder) => setOptions(decoder, { max_pixels: MOST_PIXELS }),
        }),
      ),
      parts.use(FilterAPI.create(look, {})),
      parts.use(
        await Encoder.create(FF_ENCODER_LIBX264, {
          bitrate: VIDEO_BITS,
          gopSize: KEY_EVERY,
          options: X264,
        }),
      ),
    ];
  }
  if (audio !== undefined)
    stages.audio = [
      parts.use(await Decoder.create(audio)),
      parts.use(
        FilterAPI.create(
          `asetpts=${shift},aresample=48000:async=1,aformat=sample_fmts=fltp:channel_layouts=stereo`,
          {},
        ),
      ),
      parts.use(await Encoder.create(FF_ENCODER_AAC, { bitrate: AUDIO_BITS })),
    ];
  const control = pipeline(demuxer, stages as NamedStages, muxer, {
    signal,
    onProgress: ({ time }) => onProgress(fromSeconds(time)),
  });
  await control.completion;
}

interface Recording {
  readonly info: InputInfo;
  readonly zero: Micros;
}

async function lookAt(input: string): Promise<Recording> {
  await using opened = await openInput(input);
  const { info, zero } = opened;
  return { info, zero };
}

/** As every other reader of it does: what lies in it leads to no server, and it is read as what its name says. */
async function openAsPlanned(input: string): Promise<Demuxer> {
  const { path, formats, options } = await planInput({ address: new Address(input), mode: 'recorded' });
  if (path === undefined) throw new Error(`internal: ${input} is no file`);
  return Demuxer.open(path, {
    options: { ...options, ...(formats === undefined ? {} : { format_whitelist: formats }) },
  });
}
