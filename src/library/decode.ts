/** One sound file into memory: whatever FFmpeg reads, as 48 kHz float, mono or stereo. */
import { AVERROR_EAGAIN, AVERROR_EOF, AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Frame,
  Packet,
  SoftwareResampleContext,
  avChannelLayoutDefault,
  type Stream,
} from 'node-av/lib';
import { EFFECT_RATE, isUsableSound } from '../core/formats.ts';
import { messageOf } from '../core/errors.ts';
import { check, FFmpegFailure, setOptions } from '../media/ffmpeg.ts';
import { openSound, type OpenedInput } from '../media/input/demuxer.ts';
import { LibraryError } from './errors.ts';

/** Samples of each channel at 48 kHz, full scale ±1; one or two channels of equal length. */
export type EffectSound = readonly Float32Array<ArrayBuffer>[];

/** Collects planar output of one or two channels. */
class Collector implements Disposable {
  readonly #channels: number;
  readonly #pieces: Float32Array<ArrayBuffer>[][];
  #context: SoftwareResampleContext | undefined;
  #from = '';
  length = 0;

  constructor(channels: number) {
    this.#channels = channels;
    this.#pieces = Array.from({ length: channels }, () => []);
  }

  add(frame: Frame): void {
    const from = `${frame.sampleRate} ${frame.channels} ${frame.channelLayout.mask} ${frame.format}`;
    if (from !== this.#from) {
      this.#close();
      this.#context = this.#open(frame);
      this.#from = from;
    }
    this.#convert(frame.extendedData ?? frame.data, frame.nbSamples);
  }

  /** Everything collected; the resampler's last samples included. */
  finish(): EffectSound {
    this.#close();
    return this.#pieces.map((pieces) => {
      const whole = new Float32Array(this.length);
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      return whole;
    });
  }

  #open(frame: Frame): SoftwareResampleContext {
    const context = new SoftwareResampleContext();
    const layout =
      frame.channelLayout.mask === 0n ? avChannelLayoutDefault(frame.channels) : frame.channelLayout;
    const target = {
      nbChannels: this.#channels,
      order: AV_CHANNEL_ORDER_NATIVE,
      mask: this.#channels === 1 ? 4n : 3n,
    };
    try {
      check(
        context.allocSetOpts2(
          target,
          AV_SAMPLE_FMT_FLTP,
          EFFECT_RATE,
          layout,
          frame.format as never,
          frame.sampleRate,
        ),
        'preparing a sound converter',
      );
      check(context.init(), 'opening a sound converter');
      return context;
    } catch (error) {
      context.free();
      throw error;
    }
  }

  #convert(planes: Buffer[] | null, count: number): number {
    if (!this.#context) return 0;
    const room = Math.max(64, this.#context.getOutSamples(count));
    const out = this.#pieces.map(() => Buffer.from(new ArrayBuffer(room * 4)));
    const got = check(this.#context.convertSync(out, room, planes, count), 'converting the sound');
    out.forEach((plane, channel) =>
      this.#pieces[channel]?.push(new Float32Array(plane.buffer, 0, room).slice(0, got)),
    );
    this.length += got;
    return got;
  }

  #close(): void {
    while (this.#convert(null, 0) > 0);
    this.#context?.free();
    this.#context = undefined;
  }

  [Symbol.dispose](): void {
    this.#context?.free();
    this.#context = undefined;
  }
}

function openDecoder(stream: Stream): CodecContext {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  const context = new CodecContext();
  try {
    context.allocContext3(codec);
    check(context.parametersToContext(stream.codecpar), 'preparing the audio decoder');
    // With the time base known, FFmpeg cuts the encoder's priming samples (mp3, opus) off the start by itself.
    context.pktTimebase = stream.timeBase;
    setOptions(context, { threads: '1' });
    check(context.open2Sync(codec, null), 'opening the audio decoder');
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  }
}

/**
 * Hands one packet (null at the end) to the decoder and what comes out to the collector. Whether all of it was sound:
 * files from the wild carry damaged packets, end inside a sample and have tags in odd places; players skip them too.
 */
function decodePacket(
  decoder: CodecContext,
  packet: Packet | null,
  frame: Frame,
  take: (frame: Frame) => void,
): boolean {
  const sent = decoder.sendPacketSync(packet);
  if (sent < 0 && sent !== AVERROR_EOF) return false;
  for (;;) {
    const got = decoder.receiveFrameSync(frame);
    if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return true;
    if (got < 0) return false;
    try {
      if (frame.nbSamples > 0 && isUsableSound(frame.sampleRate, frame.channels)) take(frame);
    } finally {
      frame.unref();
    }
  }
}

const tooLong = (file: string, longest: number): LibraryError =>
  new LibraryError(
    'effect-too-long',
    `${file} is longer than ${longest} s.`,
    'Cut it: an effect lasts a few seconds.',
  );

/** A decoded file: its channels, and their mean (what the audio encoder hears). */
export interface DecodedAudio {
  readonly channels: EffectSound;
  readonly mono: Float32Array<ArrayBuffer>;
}

/**
 * Decodes a file's sound, of any rate and layout, to 48 kHz. Mono stays mono; everything else becomes stereo. What is
 * damaged in it is left out; samples that are no numbers are silent, and what is far above full scale is brought down to
 * it. `longest` (seconds) bounds the memory.
 * @throws MediaError (input-…) when FFmpeg cannot open it; LibraryError when it holds no sound or too much of it
 */
export async function decodeAudioFile(file: string, longest = Infinity): Promise<DecodedAudio> {
  await using input = await openSound(file);
  const stream = input.info.audio && input.streams[input.info.audio.index];
  if (!stream) throw empty(file);
  using sink = new Collector(stream.codecpar.channels === 1 ? 1 : 2);
  try {
    const whole = await decodeAll(input, stream, sink, {
      most: longest * EFFECT_RATE,
      tooLong: () => tooLong(file, longest),
    });
    const sound = sink.finish();
    // A resampler gives its last samples at the end.
    if (sink.length > longest * EFFECT_RATE) throw tooLong(file, longest);
    if (sink.length === 0) throw whole ? empty(file) : undecodable(file, 'all of it is damaged');
    level(sound);
    return { channels: sound, mono: toMono(sound) };
  } catch (error) {
    if (error instanceof FFmpegFailure) throw undecodable(file, messageOf(error), error);
    throw error;
  }
}

const empty = (file: string): LibraryError =>
  new LibraryError('effect-empty', `${file} holds no sound.`, 'Put a sound there or remove the entry.');

const undecodable = (file: string, why: string, cause?: Error): LibraryError =>
  new LibraryError(
    'effect-unreadable',
    `${file} cannot be decoded (${why}).`,
    'Convert it to WAV first, or leave it out.',
    { cause },
  );

/** Decodes up to the end, or as far as the file can be read; whether all of it was sound. */
async function decodeAll(
  input: OpenedInput,
  stream: Stream,
  sink: Collector,
  { most, tooLong }: { readonly most: number; readonly tooLong: () => Error },
): Promise<boolean> {
  const decoder = openDecoder(stream);
  const packet = new Packet();
  const frame = new Frame();
  const take = (decoded: Frame): void => {
    // Told before it is converted, since that is what takes the memory.
    if (sink.length + (decoded.nbSamples * EFFECT_RATE) / decoded.sampleRate > most + EFFECT_RATE / 10)
      throw tooLong();
    sink.add(decoded);
  };
  let whole = true;
  try {
    packet.alloc();
    frame.alloc();
    while (await readOr(input, packet, () => (whole = false))) {
      if (packet.streamIndex === stream.index) whole = decodePacket(decoder, packet, frame, take) && whole;
      packet.unref();
      if (sink.length > most) throw tooLong();
    }
    return decodePacket(decoder, null, frame, take) && whole;
  } finally {
    packet.free();
    frame.free();
    decoder.freeContext();
  }
}

/** The next packet; a file that cannot be read further ends there. */
async function readOr(input: OpenedInput, packet: Packet, damaged: () => void): Promise<boolean> {
  try {
    return await input.read(packet);
  } catch (error) {
    if (!(error instanceof FFmpegFailure)) throw error;
    damaged();
    return false;
  }
}

/**
 * Full scale is 1, and decoders pass it by a little. What passes it by far was never divided, such as 16-bit numbers in a
 * float file; 1.5 keeps every sound below the 10 LUFS that a manifest may say (a full-scale square wave of 8 kHz has 7.3).
 */
const HIGHEST_PEAK = 1.5;

/** The sound without samples that are no numbers, at full scale where it was far above. Changes it in place. */
function level(sound: EffectSound): void {
  let peak = 0;
  for (const channel of sound)
    for (let i = 0; i < channel.length; i++) {
      const value = channel[i] ?? 0;
      if (!Number.isFinite(value)) channel[i] = 0;
      else if (Math.abs(value) > peak) peak = Math.abs(value);
    }
  if (peak > HIGHEST_PEAK)
    for (const channel of sound)
      for (let i = 0; i < channel.length; i++) channel[i] = (channel[i] ?? 0) / peak;
}

function toMono(sound: EffectSound): Float32Array<ArrayBuffer> {
  const [first, second] = sound;
  if (!first) throw new RangeError('internal: a sound without channels');
  return second ? first.map((value, i) => (value + (second[i] ?? 0)) / 2) : first;
}
