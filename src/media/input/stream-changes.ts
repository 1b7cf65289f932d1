/**
 * What of a connection begins after its probing, or changes on the way: a picture that comes seconds after the sound, a
 * phone that is turned, an encoder that starts anew, streams under other numbers. What is known when probing ends holds
 * for its moment alone.
 */
import { AV_PKT_DATA_NEW_EXTRADATA } from 'node-av/constants';
import type { CodecParameters, Packet, Stream } from 'node-av/lib';
import { fromSeconds, subtract, type Micros } from '../../streams/time.ts';
import type { SoundComes } from './audio/decoder.ts';
import type { ChangingInput } from './demuxer.ts';
import type { ChosenStreams, StreamInfo } from './info.ts';
import { describePicture, headerOf, isSamePicture, newHeader, readPicture } from './picture-parameters.ts';
import { sizeInside, type PictureSize } from './picture-size.ts';
import { describeSound } from './sound-parameters.ts';

/** What has to be opened anew. Neither: only the input's description is another one. */
export interface StreamChange {
  readonly video: boolean;
  readonly audio: boolean;
}

/**
 * A picture that the sender has announced is waited for this long, in media time: encoders and cameras need up to 6 s
 * for their first one. Then the outputs begin with sound alone.
 */
const AWAITED: Micros = fromSeconds(10);
/**
 * A stream that began later takes the place of one that has brought nothing for this long, in media time: longer than
 * any container interleaves, and less than a viewer minds.
 */
const SILENT: Micros = fromSeconds(1);
/** Containers with one stream of each kind: another one takes the place of the first at once. */
const SINGLE = /^(live_)?flv$/;

type Timed = 'video' | 'audio';

/** Looks at the packets of one connection before they are decoded. Pictures that change are read by decoding one. */
export class StreamChanges {
  readonly #input: ChangingInput;
  readonly #start: Micros;
  /** When the chosen streams were there last. */
  readonly #last: Record<Timed, Micros>;
  /** Streams that may take another's place: the first choice, and whatever began later. */
  readonly #probed: number;
  readonly #chosenOnce = new Set<number>();
  /** The parameter sets that hold now. */
  #header: Buffer | undefined;
  /** They are not those that the connection began with: each key picture brings them along from then on. */
  #another = false;
  /** What the sound was like so far. */
  #heard: SoundComes | undefined;

  /** `start`: the media time at which the connection begins. */
  constructor(input: ChangingInput, start: Micros) {
    this.#input = input;
    this.#start = start;
    this.#last = { video: start, audio: start };
    this.#probed = input.info.streams.length;
    for (const stream of [input.info.video, input.info.audio])
      if (stream !== undefined) this.#chosenOnce.add(stream.index);
    this.#header = this.#picture?.extradata ?? undefined;
  }

  /**
   * Looks at a packet of media time `at`; what is new of its stream is written into the input's description. Key
   * pictures whose parameter sets have changed are given them. `soundComes`: rate and channels of the sound so far.
   */
  look(packet: Packet, at: Micros, soundComes: SoundComes | undefined): StreamChange | undefined {
    const stream = this.#input.info.streams[packet.streamIndex];
    const news =
      stream?.kind === 'video' && !stream.cover
        ? this.#lookAtPicture(packet, stream, at)
        : stream?.kind === 'audio'
          ? this.#lookAtSound(packet, stream, at)
          : undefined;
    return news ?? this.#giveUp(at) ?? this.#compareSound(soundComes);
  }

  #lookAtPicture(packet: Packet, stream: StreamInfo, at: Micros): StreamChange | undefined {
    const { index } = stream;
    const { info } = this.#input;
    const own = this.#input.streams[index];
    if (own === undefined) return undefined;
    const known = own.codecpar;
    if (index === info.video?.index) {
      this.#last.video = at;
      return packet.isKeyframe && this.#isAnother(packet, own) ? { video: true, audio: false } : undefined;
    }
    if (!packet.isKeyframe || !this.#takesOver('video', index, at)) return undefined;
    const header = headerOf(packet, known);
    const picture = readPicture(packet, known, header);
    if (picture === undefined) return undefined;
    describePicture(own, picture);
    this.#header = known.extradata ?? undefined;
    this.#another = false;
    this.#take('video', index, at);
    return { video: true, audio: false };
  }

  /** Whether the chosen pictures are others from this key picture on. */
  #isAnother(packet: Packet, stream: Stream): boolean {
    const known = stream.codecpar;
    const size = packet.data === null ? undefined : sizeInside(packet.data, known);
    if (size !== undefined) return this.#hasAnotherSize(size, packet, stream);
    const beside = newHeader(packet);
    const header = beside ?? headerOf(packet, known);
    if (header === undefined || this.#header?.equals(header) === true) {
      if (this.#another && beside === undefined) this.#giveHeader(packet);
      return false;
    }
    const first = this.#header === undefined;
    this.#header = header;
    const picture = first ? undefined : readPicture(packet, known, header);
    if (picture === undefined) return false;
    // Beside the pictures there is nobody but the header to tell of new parameter sets; inside, only the header's words count.
    if (beside === undefined && isSamePicture(known, picture)) return false;
    describePicture(stream, picture);
    this.#another = true;
    if (beside === undefined) this.#giveHeader(packet);
    this.#choose({});
    return true;
  }

  /** Whether pictures that say their size themselves have another one from this key picture on. */
  #hasAnotherSize({ width, height }: PictureSize, packet: Packet, stream: Stream): boolean {
    const known = stream.codecpar;
    if (width === known.width && height === known.height) return false;
    const picture = readPicture(packet, known, undefined);
    if (picture === undefined || isSamePicture(known, picture)) return false;
    describePicture(stream, picture);
    this.#choose({});
    return true;
  }

  #giveHeader(packet: Packet): void {
    if (this.#header !== undefined) packet.addSideData(AV_PKT_DATA_NEW_EXTRADATA, this.#header);
  }

  #lookAtSound(packet: Packet, { index }: StreamInfo, at: Micros): StreamChange | undefined {
    if (index === this.#input.info.audio?.index) {
      this.#last.audio = at;
      return undefined;
    }
    const known = this.#parameters(index);
    if (known === undefined || !this.#takesOver('audio', index, at) || !describeSound(known, packet))
      return undefined;
    this.#take('audio', index, at);
    return { video: false, audio: true };
  }

  /** The sound has another rate or other channels than before; its decoder goes on by itself. */
  #compareSound(comes: SoundComes | undefined): StreamChange | undefined {
    const before = this.#heard;
    if (comes === undefined || comes === before) return undefined;
    this.#heard = comes;
    const { audio } = this.#input.info;
    const known = audio === undefined ? undefined : this.#parameters(audio.index);
    if (before === undefined || known === undefined) return undefined;
    if (before.rate === comes.rate && before.channels === comes.channels) return undefined;
    known.sampleRate = comes.rate;
    known.channels = comes.channels;
    this.#choose({});
    return { video: false, audio: false };
  }

  #takesOver(kind: Timed, index: number, at: Micros): boolean {
    const { info } = this.#input;
    const present = info[kind];
    if (present === undefined) return true;
    if (index < this.#probed && !this.#chosenOnce.has(index)) return false;
    return SINGLE.test(info.container) || subtract(at, this.#last[kind]) >= SILENT;
  }

  /** From now on this stream counts. */
  #take(kind: Timed, index: number, at: Micros): void {
    this.#chosenOnce.add(index);
    this.#last[kind] = at;
    this.#choose(kind === 'video' ? { video: index, awaitsPicture: false } : { audio: index });
  }

  /** The announced picture has not come for too long. */
  #giveUp(at: Micros): StreamChange | undefined {
    if (this.#input.info.awaitsPicture !== true || subtract(at, this.#start) < AWAITED) return undefined;
    this.#choose({ awaitsPicture: false });
    return { video: false, audio: false };
  }

  /** Describes the input anew: with these streams, and all else as it was. */
  #choose(news: Partial<ChosenStreams>): void {
    const { video, audio, awaitsPicture = false } = this.#input.info;
    this.#input.choose({ video: video?.index, audio: audio?.index, awaitsPicture, ...news });
  }

  get #picture(): CodecParameters | undefined {
    const { video } = this.#input.info;
    return video === undefined ? undefined : this.#parameters(video.index);
  }

  #parameters(index: number): CodecParameters | undefined {
    return this.#input.streams[index]?.codecpar;
  }
}
