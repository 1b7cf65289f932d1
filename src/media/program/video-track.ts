/** The outgoing video: copied packets of one connection after the other, of each connection from a key picture on. */
import { CodecParameters } from 'node-av/lib';
import { add, fromSeconds, subtract, type Micros } from '../../streams/time.ts';
import type { DelayedPacket } from './delay-line.ts';
import { check } from '../ffmpeg.ts';
import { sameShape, sampleShape } from '../input/shape.ts';
import type { SourceConnection } from '../input/source.ts';
import type { OutputPacket, OutputStreams } from '../output/sink.ts';
import type { OutputTimeline } from './output-timeline.ts';

type VideoStream = NonNullable<OutputStreams['video']>;

/** While the input is gone the last key picture is shown again this often: servers drop a stream without pictures. */
const REPEAT: Micros = fromSeconds(0.5);
/** Length of a picture that has none of its own. */
const USUAL_PERIOD: Micros = fromSeconds(1 / 30);

/**
 * A key picture is waited for this long; encoders have one every few seconds. Then there is none, or nobody marks it, and what
 * comes is better than nothing for the whole show.
 */
const KEY_WAIT: Micros = fromSeconds(15);

/** Where the pictures go, and who hears that they have changed. */
export interface VideoTrackOptions {
  readonly time: OutputTimeline;
  readonly packet: (packet: OutputPacket) => void;
  /** The pictures from now on are others in size or codec: the outputs need another header. */
  readonly changed: (video: VideoStream | undefined) => void;
}

/** Copies the outgoing pictures of a live program. Packets are freed once they were handed on. */
export class VideoTrack implements Disposable {
  readonly #options: VideoTrackOptions;
  /** Of the connections whose packets are still on their way. */
  readonly #connections = new Map<number, VideoStream | undefined>();
  #current: { readonly connection: number; readonly video: VideoStream | undefined } | undefined;
  /** The outputs wait for a picture that was announced. */
  #awaits = false;
  #past: VideoStream | undefined;
  /** Nothing but a key picture may follow. */
  #waitsForKey = true;
  /** The first picture that was left out while it did. */
  #waitsSince: Micros | undefined;
  /** After a cut: pictures shown before it belong to what was left out. */
  #from: Micros | undefined;
  #lastKey: DelayedPacket | undefined;
  #repeated: Micros | undefined;
  /** The usual distance between two pictures. */
  period: Micros = USUAL_PERIOD;

  constructor(options: VideoTrackOptions) {
    this.#options = options;
  }

  /** A connection began; its packets will come. */
  announce(connection: SourceConnection): void {
    this.#connections.set(connection.index, videoOf(connection));
    const first = this.#current === undefined;
    if (first && connection.info.awaitsPicture === true) this.#awaits = true;
    else if (first || this.#awaits) {
      this.#awaits = false;
      this.#enter(connection.index);
    }
  }

  /** The pictures that the outputs' headers describe now; undefined for sound alone. */
  get video(): VideoStream | undefined {
    return this.#current?.video;
  }

  /** The program was cut: it goes on with the key picture that is shown at `from`. */
  cutTo(from: Micros): void {
    this.#from = from;
    this.#waitsForKey = true;
  }

  /** Passes a packet on, or leaves it out where it cannot be shown; frees it. */
  write(packet: DelayedPacket): void {
    if (packet.connection !== this.#current?.connection) this.#enter(packet.connection);
    const { key, pts: shown } = packet.time;
    const early = this.#from !== undefined && shown < this.#from;
    const waits = this.#waitsForKey && !key && !early;
    if (early || (waits && subtract(packet.at, (this.#waitsSince ??= packet.at)) < KEY_WAIT)) {
      packet.packet.free();
      return;
    }
    this.#waitsForKey = false;
    this.#waitsSince = undefined;
    this.#repeated = undefined;
    const duration = packet.time.duration > 0 ? packet.time.duration : this.period;
    this.period = duration;
    // The outputs begin with key pictures as well.
    const begun = waits ? { ...packet, time: { ...packet.time, key: true } } : packet;
    this.#send(begun, packet.at, shown, duration);
    if (begun.time.key) this.#keep(begun);
    else packet.packet.free();
  }

  /** The input is gone and the program has come to `playhead`: shows the last key picture again, now and then. */
  repeat(playhead: Micros): void {
    const last = this.#lastKey;
    if (last === undefined || (this.#repeated !== undefined && playhead < add(this.#repeated, REPEAT)))
      return;
    this.#repeated = playhead;
    this.#send(last, playhead, playhead, REPEAT);
    this.#waitsForKey = true;
  }

  #send(packet: DelayedPacket, at: Micros, shown: Micros, duration: Micros): void {
    const { dts, pts } = this.#options.time.picture(at, shown, duration);
    const { key } = packet.time;
    this.#options.packet({ kind: 'video', packet: packet.packet, dts, pts, duration, key });
  }

  #keep(packet: DelayedPacket): void {
    this.#lastKey?.packet.free();
    this.#lastKey = packet;
  }

  #enter(connection: number): void {
    const next = this.#connections.get(connection);
    for (const [index, video] of this.#connections)
      if (index <= connection) {
        this.#connections.delete(index);
        if (video !== next) video?.parameters.free();
      }
    const before = this.#current;
    const same = before !== undefined && sameVideo(before.video, next);
    // Where the same sender goes on with the same pictures, nothing is missing between.
    this.#waitsForKey ||= !(same && next?.inBand === true);
    if (same) {
      next?.parameters.free();
      this.#current = { connection, video: before.video };
      return;
    }
    this.#current = { connection, video: next };
    this.#options.changed(next);
    // Outputs may still look at the description before the last change.
    this.#past?.parameters.free();
    this.#past = before?.video;
  }

  [Symbol.dispose](): void {
    this.#lastKey?.packet.free();
    this.#lastKey = undefined;
    for (const video of [...this.#connections.values(), this.#current?.video, this.#past])
      video?.parameters.free();
    this.#connections.clear();
    this.#past = undefined;
  }
}

function videoOf({ info, input, continues }: SourceConnection): VideoStream | undefined {
  const source = info.video === undefined ? undefined : input.streams[info.video.index];
  if (info.video === undefined || source === undefined) return undefined;
  const parameters = new CodecParameters();
  parameters.alloc();
  check(source.codecpar.copy(parameters), 'copying the description of the pictures');
  parameters.sampleAspectRatio = sampleShape(source);
  const { num, den } = source.avgFrameRate;
  const inBand = continues === true;
  return { parameters, codec: info.video.codec, frameRate: { num, den }, inBand };
}

/** Whether an output can go on with `b` under the header made for `a`. */
function sameVideo(a: VideoStream | undefined, b: VideoStream | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [x, y] = [a.parameters, b.parameters];
  const extra = (data: Buffer | null): Buffer => data ?? Buffer.alloc(0);
  return (
    a.codec === b.codec &&
    x.width === y.width &&
    x.height === y.height &&
    sameShape(x.sampleAspectRatio, y.sampleAspectRatio) &&
    extra(x.extradata).equals(extra(y.extradata))
  );
}
