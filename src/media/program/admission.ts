/** Admits what arrives of an input to the delay line, within the pacer's bounds, and knows how far the input has come. */
import {
  add,
  earliest,
  fromSeconds,
  latest,
  micros,
  subtract,
  ZERO,
  type Micros,
  type SampleIndex,
} from '../../streams/time.ts';
import { DelayLine } from './delay-line.ts';
import { NO_SOUND, type AudioBlock, type AudioFormat } from '../pcm.ts';
import type { InputItem, InputNote, PacketItem, SourceConnection } from '../input/source.ts';
import type { Pacer } from './pacer.ts';

/** A full delay line is emptied early, which takes a moment; beyond this many times its bounds nothing more is admitted. */
const OVERFULL = 1.25;

/** Muxers write sound no further behind the pictures that are decoded with it; FFmpeg's waits 10 s for it. */
const SOUND_BEHIND: Micros = fromSeconds(8);

/** What is admitted. */
export interface AdmissionOptions extends Pick<Pacer, 'bounds' | 'sourceWaits'> {
  /** Whether the sinks take further streams beside pictures and sound. */
  readonly further: boolean;
}

/** Owns the delay line, and in it every packet that was admitted. */
export class Admission implements Disposable {
  readonly #options: AdmissionOptions;
  #line: DelayLine | undefined;
  #connection: SourceConnection | undefined;
  /** Pictures do not fit: they are left out up to the next key picture. */
  #skips = false;
  #connected = false;
  #showEnded = false;
  #ended = false;
  #hasSound = false;
  #firstSound: SampleIndex | undefined;
  #mediaEnd: Micros = ZERO;
  #decodedTo: Micros = ZERO;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** A connection is open. */
  get connected(): boolean {
    return this.#connected;
  }

  /** The sender has ended its show; another may begin. */
  get showEnded(): boolean {
    return this.#showEnded;
  }

  /** Nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether a connection has given sound so far, and its format, which holds for all. */
  get hasSound(): boolean {
    return this.#hasSound;
  }

  get format(): AudioFormat {
    return this.#connection?.format ?? NO_SOUND;
  }

  /** Where the sound begins; undefined until it has come. */
  get firstSound(): SampleIndex | undefined {
    return this.#firstSound;
  }

  /** The end of the pictures so far; after the input's end, that of all media. */
  get mediaEnd(): Micros {
    return this.#mediaEnd;
  }

  /**
   * Up to here a recording is certain to have no sound while none has come. Pictures of a slide show come minutes before the
   * sound that is heard with them; what is decoded beside them is not far behind.
   */
  get silentTo(): Micros {
    if (!this.#hasSound || this.#ended) return this.#mediaEnd;
    return earliest(this.#mediaEnd, subtract(this.#decodedTo, SOUND_BEHIND));
  }

  /** What is held; undefined before the first connection. */
  get line(): DelayLine | undefined {
    return this.#line;
  }

  /** How much is held, and the most that ever was. */
  get held(): { readonly span: Micros; readonly bytes: number; readonly peak: DelayLine['peak'] } {
    const { span = ZERO, bytes = 0, peak = { bytes: 0, span: 0 } } = this.#line ?? {};
    return { span, bytes, peak };
  }

  /** No bound is reached. */
  get hasRoom(): boolean {
    return !this.#reaches(1);
  }

  /** Takes an item; a packet belongs to the line from now on. */
  put(item: InputItem): void {
    switch (item.type) {
      case 'connection':
        this.#enter(item.connection);
        return;
      case 'video':
      case 'subtitle':
      case 'other':
        this.#packet(item);
        return;
      case 'audio':
        this.#sound(item.block);
        return;
      case 'note':
        this.#note(item.note);
        return;
      case 'end':
        this.#ended = true;
        this.#mediaEnd = item.at;
        return;
      case 'speech':
      case 'picture':
        // Analysis listens to these.
        return;
    }
  }

  #enter(connection: SourceConnection): void {
    this.#connected = true;
    this.#showEnded = false;
    this.#connection = connection;
    // Sound that begins later ends the silence in its place.
    this.#hasSound ||= connection.input.audioFormat !== undefined;
    this.#line ??= new DelayLine(connection.format);
  }

  #note({ type }: InputNote): void {
    if (type === 'input-lost' || type === 'input-ended') this.#connected = false;
    if (type === 'input-ended') this.#showEnded = true;
  }

  #sound(block: AudioBlock): void {
    this.#firstSound ??= block.start;
    if (!this.#isFull) this.#line?.put({ type: 'sound', ...block });
  }

  #packet({ packet, at, stream, time }: PacketItem): void {
    const connection = this.#connection;
    const picture = stream === connection?.info.video?.index;
    if (connection === undefined || (!picture && !this.#options.further) || !this.#fits(picture, time.key)) {
      packet.free();
      return;
    }
    if (picture) {
      this.#mediaEnd = latest(this.#mediaEnd, add(time.pts, time.duration));
      this.#decodedTo = latest(this.#decodedTo, time.dts);
    }
    const kind = picture ? 'video' : 'further';
    this.#line?.put({ type: 'packet', kind, stream, at, time, packet, connection: connection.index });
  }

  /** How much of what is held must leave for the bounds to hold; undefined while there is room, or the source waits. */
  get excess(): Micros | undefined {
    const line = this.#line;
    if (line === undefined || this.hasRoom || this.#options.sourceWaits) return undefined;
    const { maxBytes, maxSpan } = this.#options.bounds;
    const part = Math.max(1 - maxBytes / Math.max(1, line.bytes), 1 - maxSpan / Math.max(1, line.span), 0);
    return micros(Math.ceil(part * line.span));
  }

  /** What was left out of the pictures is missing until they begin anew. */
  #fits(picture: boolean, key: boolean): boolean {
    if (this.#isFull) this.#skips = true;
    else if (picture && key) this.#skips = false;
    return !this.#skips;
  }

  /** The process is starved: media leave more slowly than they come, even early. What comes now is left out. */
  get #isFull(): boolean {
    return !this.#options.sourceWaits && this.#reaches(OVERFULL);
  }

  #reaches(times: number): boolean {
    const { maxBytes, maxSpan } = this.#options.bounds;
    const { bytes, span } = this.held;
    return bytes >= times * maxBytes || span >= times * maxSpan;
  }

  [Symbol.dispose](): void {
    this.#line?.[Symbol.dispose]();
  }
}
