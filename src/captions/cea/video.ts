/** Captions that travel inside the video: CEA-608, and CEA-708 where that is all there is. */
import { Subject } from 'rxjs';
import { ZERO, latest, type Micros } from '../../streams/time.ts';
import { ccPairs, type CcPair } from './cc-data.ts';
import { Cea608, type Cea608Channel } from './cea608.ts';
import { Cea708 } from './cea708.ts';
import { faultsTo, type Faults } from '../faults.ts';
import { framingOf, type Framing, type NalCodec } from './nal.ts';
import { presentationOrder } from './presentation-order.ts';
import { ScreenCaptions } from './screen-captions.ts';
import type { CaptionEvent, CaptionSource } from '../source.ts';

/** Which video, and which of its captions. */
export interface VideoCaptionsOptions {
  readonly codec: NalCodec;
  /** The stream's header, which tells how packets are framed; without it they have start codes. */
  readonly extradata?: Uint8Array;
  /** CC1 to CC4 of CEA-608. Default 1, where the video's own language is, as it is in CEA-708's service 1. */
  readonly channel?: Cea608Channel;
}

/** The captions of one video stream; they are told while its packets are handed in. */
export interface VideoCaptions extends CaptionSource {
  /** Takes a packet of the video in decoding order; reads it at once and keeps nothing of it. */
  push(data: Uint8Array, pts: Micros, dts: Micros): void;
  /** The connection is lost: what is on the screen becomes final. Packets may follow, with another header if given. */
  end(header?: Pick<VideoCaptionsOptions, 'codec' | 'extradata'>): void;
}

/** Whether the pictures of this codec (FFmpeg's name) can carry captions. */
export const isNalCodec = (codec: string): codec is NalCodec => codec === 'h264' || codec === 'hevc';

/**
 * Opens the captions of one video stream. Decodes no picture; a packet without captions costs one search. Broadcasters
 * send the same captions in CEA-608 and CEA-708: the latter are read with channel 1 as long as none of the former came.
 */
export function openVideoCaptions(options: VideoCaptionsOptions): VideoCaptions {
  return new InVideo(options);
}

class InVideo implements VideoCaptions {
  readonly name: string;
  readonly #events$ = new Subject<CaptionEvent>();
  readonly events$ = this.#events$.asObservable();
  readonly #faults: Faults = faultsTo((event) => this.#events$.next(event));
  readonly #order = presentationOrder<readonly CcPair[]>();
  readonly #line21: Cea608;
  readonly #screen: ScreenCaptions;
  /** Given up once CEA-608 was seen. */
  #dtv: { readonly decoder: Cea708; readonly screen: ScreenCaptions } | undefined;
  #codec: NalCodec;
  #framing: Framing;
  #now: Micros = ZERO;
  #closed = false;

  constructor({ codec, extradata, channel = 1 }: VideoCaptionsOptions) {
    this.name = `captions in the video (CC${channel})`;
    this.#line21 = new Cea608(channel);
    this.#screen = new ScreenCaptions(`cc${channel}`);
    if (channel === 1) this.#dtv = { decoder: new Cea708(), screen: new ScreenCaptions('dtv1') };
    this.#codec = codec;
    this.#framing = framingOf(codec, extradata);
  }

  push(bytes: Uint8Array, pts: Micros, dts: Micros): void {
    if (this.#closed) return;
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const pairs = ccPairs(data, this.#codec, this.#framing);
    if (pairs.length > 0) this.#order.add(pts, pairs);
    for (const { pts: at, value } of this.#order.upTo(dts)) this.#decode(at, value);
    this.#now = latest(this.#now, dts);
    this.#pass(this.#screen.tick(this.#now));
    this.#pass(this.#dtv?.screen.tick(this.#now) ?? []);
  }

  #decode(at: Micros, pairs: readonly CcPair[]): void {
    this.#now = latest(this.#now, at);
    for (const { kind, bytes } of pairs) {
      if (kind === 'packet' || kind === 'packet-begins') this.#readDtv(kind === 'packet-begins', bytes);
      else if (kind === `field-${this.#line21.field}`) this.#readLine21(bytes);
    }
  }

  #readDtv(begins: boolean, bytes: CcPair['bytes']): void {
    if (this.#dtv === undefined) return;
    const { decoder, screen } = this.#dtv;
    screen.touch(this.#now);
    for (const step of decoder.push(begins, bytes)) this.#pass(screen.look(this.#now, step));
  }

  #readLine21(bytes: CcPair['bytes']): void {
    this.#pass(this.#dtv?.screen.reset(this.#now) ?? []);
    this.#dtv = undefined;
    this.#screen.touch(this.#now);
    try {
      const screen = this.#line21.push(this.#now, bytes);
      if (screen !== undefined) this.#pass(this.#screen.look(this.#now, screen));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // The library trips over cursor positions that only damaged bytes ask for.
      this.#reset();
      this.#faults.tell(
        'Captions in the video are damaged',
        'Nothing need be done; the next ones are read again.',
      );
    }
  }

  #reset(): void {
    this.#pass(this.#screen.reset(this.#now));
    this.#line21.reset();
    this.#pass(this.#dtv?.screen.reset(this.#now) ?? []);
    this.#dtv?.decoder.reset();
  }

  #pass(events: readonly CaptionEvent[]): void {
    for (const event of events) this.#events$.next(event);
  }

  end(header?: Pick<VideoCaptionsOptions, 'codec' | 'extradata'>): void {
    for (const { pts, value } of this.#order.rest()) this.#decode(pts, value);
    this.#reset();
    if (header === undefined) return;
    this.#codec = header.codec;
    this.#framing = framingOf(header.codec, header.extradata);
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.end();
      this.#closed = true;
      this.#events$.complete();
    }
    return Promise.resolve();
  }
}
