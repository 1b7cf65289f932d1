/** One sound file into memory: whatever FFmpeg reads, as 48 kHz float, mono or stereo. */
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVERROR_INVALIDDATA,
  AV_CHANNEL_ORDER_NATIVE,
  AV_SAMPLE_FMT_FLTP,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Frame,
  Packet,
  SoftwareResampleContext,
  avChannelLayoutDefault,
  type Stream,
} from 'node-av/lib';
import { EFFECT_RATE } from '../core/formats.ts';
import { check, setOptions } from '../media/ffmpeg.ts';
import { openSound } from '../media/input/demuxer.ts';
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

/** Hands one packet (null at the end) to the decoder and what comes out to the collector. */
function decodePacket(decoder: CodecContext, packet: Packet | null, frame: Frame, sink: Collector): void {
  const sent = decoder.sendPacketSync(packet);
  // Sounds from the wild carry damaged packets and tags in odd places; players skip them too.
  if (sent === AVERROR_INVALIDDATA) return;
  if (sent !== AVERROR_EOF) check(sent, 'decoding the sound');
  for (;;) {
    const got = decoder.receiveFrameSync(frame);
    if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
    check(got, 'decoding the sound');
    try {
      if (frame.nbSamples > 0) sink.add(frame);
    } finally {
      frame.unref();
    }
  }
}

const tooLong = (file: string, longest: number): LibraryError =>
  new LibraryError(
    'EFFECT_TOO_LONG',
    `${file} is longer than ${longest} s.`,
    'Cut it: an effect lasts a few seconds.',
  );

/** A decoded file: its channels, and their mean (what the audio encoder hears). */
export interface DecodedAudio {
  readonly channels: EffectSound;
  readonly mono: Float32Array<ArrayBuffer>;
}

/**
 * Decodes a file's sound, of any rate and layout, to 48 kHz. Mono stays mono; everything else becomes stereo.
 * `longest` (seconds) bounds the memory.
 * @throws MediaError (INPUT_…) when FFmpeg cannot open it; LibraryError when it holds no sound or too much of it
 */
export async function decodeAudioFile(file: string, longest = Infinity): Promise<DecodedAudio> {
  await using input = await openSound(file);
  const stream = input.info.audio && input.streams[input.info.audio.index];
  if (!stream)
    throw new LibraryError(
      'EFFECT_EMPTY',
      `${file} holds no sound.`,
      'Put a sound there or remove the entry.',
    );
  using sink = new Collector(stream.codecpar.channels === 1 ? 1 : 2);
  const decoder = openDecoder(stream);
  const packet = new Packet();
  const frame = new Frame();
  try {
    packet.alloc();
    frame.alloc();
    while (await input.read(packet)) {
      if (packet.streamIndex === stream.index) decodePacket(decoder, packet, frame, sink);
      packet.unref();
      if (sink.length > longest * EFFECT_RATE) throw tooLong(file, longest);
    }
    decodePacket(decoder, null, frame, sink);
  } finally {
    packet.free();
    frame.free();
    decoder.freeContext();
  }
  const sound = sink.finish();
  if (sink.length === 0)
    throw new LibraryError(
      'EFFECT_EMPTY',
      `${file} holds no sound.`,
      'Put a sound there or remove the entry.',
    );
  return { channels: sound, mono: toMono(sound) };
}

function toMono(sound: EffectSound): Float32Array<ArrayBuffer> {
  const [first, second] = sound;
  if (!first) throw new RangeError('internal: a sound without channels');
  return second ? first.map((value, i) => (value + (second[i] ?? 0)) / 2) : first;
}
