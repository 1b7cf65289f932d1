/**
 * What an edit list hides. MP4 and QuickTime cut without coding anew: what was cut off stays in the file as far as a
 * decoder needs it, and is not shown; FFmpeg marks its packets. Other containers have no such mark, and behind a cut in
 * the middle the hidden packets go back in time. What nobody needs is dropped here; the rest gets times at which nobody
 * sees or hears it.
 */
import { AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import type { IRational, Packet, Stream } from 'node-av/lib';
import type { OpenedInput } from './demuxer.ts';
import { HiddenPictures, type CodedPicture } from './hidden-pictures.ts';
import type { StreamInfo } from './info.ts';

/** Decoders of sound are at full quality after so long, in seconds: AAC and MP3 after a packet or two, Opus after 80 ms. */
const PRE_ROLL_S = 0.1;

/** The packets of one stream. */
interface StreamPackets {
  /** Takes a packet, its own; gives those that go on. */
  push(packet: Packet, hidden: boolean): Packet[];
  /** What is left at the end. */
  end(): Packet[];
  close(): void;
}

/** Reads a file's packets as they are shown. The input stays the caller's. */
export class HiddenPackets implements Disposable {
  readonly #input: OpenedInput;
  readonly #keepsLead: boolean;
  readonly #streams = new Map<number, StreamPackets | undefined>();
  #ready: Packet[] = [];
  readonly #cuts: boolean;

  /** `keepsLead`: the output hides by itself what lies before the first picture that is shown. */
  constructor(input: OpenedInput, keepsLead: boolean) {
    this.#input = input;
    this.#keepsLead = keepsLead;
    this.#cuts = input.info.container.includes('mp4');
  }

  /** As `OpenedInput.read`. */
  read(packet: Packet): boolean | Promise<boolean> {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready !== undefined) {
        packet.ref(ready);
        ready.free();
        return true;
      }
      const more = this.#input.read(packet);
      if (more instanceof Promise)
        return more.then((got) => (this.#passes(packet, got) ? got : this.read(packet)));
      if (this.#passes(packet, more)) return more;
    }
  }

  /** Whether what was read goes on as it is; else it is held, or others come before it. */
  #passes(packet: Packet, got: boolean): boolean {
    if (!this.#cuts) return true;
    if (!got) {
      this.#ready = [...this.#streams.values()].flatMap((stream) => stream?.end() ?? []);
      return this.#ready.length === 0;
    }
    const stream = this.#streamOf(packet);
    if (stream === undefined) return true;
    const own = packet.clone();
    packet.unref();
    if (own === null) throw new RangeError('internal: no memory for a packet');
    this.#ready = stream.push(own, (own.flags & AV_PKT_FLAG_DISCARD) !== 0);
    return false;
  }

  #streamOf({ streamIndex: index }: Packet): StreamPackets | undefined {
    if (this.#streams.has(index)) return this.#streams.get(index);
    const { info, streams } = this.#input;
    const packets = this.#packetsOf(info.streams[index], streams[index]);
    this.#streams.set(index, packets);
    return packets;
  }

  #packetsOf(known: StreamInfo | undefined, stream: Stream | undefined): StreamPackets | undefined {
    if (known === undefined || stream === undefined || known.cover) return undefined;
    const isMain = known.index === this.#input.info.audio?.index;
    if (known.kind === 'video') return new Pictures(this.#keepsLead);
    if (known.kind === 'audio') return new Sound(stream.timeBase, this.#keepsLead, isMain);
    return known.kind === 'subtitle' ? new Words() : undefined;
  }

  [Symbol.dispose](): void {
    for (const stream of this.#streams.values()) stream?.close();
    free(this.#ready);
    this.#ready = [];
  }
}

/** A packet and its times, as numbers. */
interface Picture extends CodedPicture {
  readonly packet: Packet;
}

class Pictures implements StreamPackets {
  readonly #pictures: HiddenPictures<Picture>;

  constructor(keepsLead: boolean) {
    this.#pictures = new HiddenPictures({ keepsLead, drop: ({ packet }) => packet.free() });
  }

  push(packet: Packet, hidden: boolean): Packet[] {
    const { dts, pts, duration, isKeyframe: key } = packet;
    const times = { dts: Number(dts), pts: Number(pts), duration: Number(duration) };
    return this.#pictures.push({ packet, ...times, key, hidden }).map(timed);
  }

  end(): Packet[] {
    return this.#pictures.end().map(timed);
  }

  close(): void {
    this.#pictures.close();
  }
}

function timed({ packet, dts, pts, duration }: Picture): Packet {
  packet.dts = BigInt(dts);
  packet.pts = BigInt(pts);
  packet.duration = BigInt(duration);
  return packet;
}

/** The decoder still hears what is hidden right before sound, and gives nothing of it; copied sound goes without. */
class Sound implements StreamPackets {
  readonly #preRoll: bigint;
  readonly #keepsLead: boolean;
  readonly #decoded: boolean;
  #held: Packet[] = [];
  #begun = false;

  constructor({ num, den }: IRational, keepsLead: boolean, decoded: boolean) {
    this.#preRoll = BigInt(Math.round((PRE_ROLL_S * den) / num));
    this.#keepsLead = keepsLead;
    this.#decoded = decoded;
  }

  push(packet: Packet, hidden: boolean): Packet[] {
    // FFmpeg has told the decoder how much of the beginning to let go: it has to meet all of that.
    if (hidden && !this.#begun && (this.#keepsLead || this.#decoded)) return [packet];
    if (!hidden) return [...this.#before(packet), packet];
    this.#held.push(packet);
    while ((this.#held[0]?.pts ?? packet.pts) < packet.pts - this.#preRoll) this.#held.shift()?.free();
    return [];
  }

  #before({ pts }: Packet): Packet[] {
    const held = this.#held;
    this.#held = [];
    const leads = !this.#begun;
    this.#begun = true;
    // What lies right before the beginning is what decoders let go of by themselves.
    if (leads || held.length === 0) return held;
    if (!this.#decoded) {
      free(held);
      return [];
    }
    for (const [place, packet] of held.entries()) {
      packet.dts = packet.pts = pts - BigInt(held.length - place);
      packet.duration = 1n;
    }
    return held;
  }

  end(): Packet[] {
    this.close();
    return [];
  }

  close(): void {
    free(this.#held);
    this.#held = [];
  }
}

/** Captions need nothing of what is hidden. */
class Words implements StreamPackets {
  push(packet: Packet, hidden: boolean): Packet[] {
    if (!hidden) return [packet];
    packet.free();
    return [];
  }

  end(): Packet[] {
    return [];
  }

  close(): void {
    return;
  }
}

function free(packets: readonly Packet[]): void {
  for (const packet of packets) packet.free();
}
