/**
 * Sound that comes before a show's first key picture goes to no output: a player would begin without a picture
 * (src/media/output/packet-queue.ts). Where that is more than a moment, a line says how much.
 */
import type { InputItem } from '../../media/input/source.ts';
import { fromSample, fromSeconds, subtract, toSeconds, type Micros } from '../../streams/time.ts';

/** Less is what encoders' sound and picture begin apart by. */
const LEAST: Micros = fromSeconds(0.25);
/** What comes later than this is no longer waited for. */
const MOST: Micros = fromSeconds(15);

/** Sees the items of a show's input, in order, up to its first key picture. */
export class LatePictures {
  #rate: number | undefined;
  /** The stream of pictures that is shown; covers and those of other programmes are not. */
  #stream: number | undefined;
  #sound: Micros | undefined;
  #over = false;

  /** A line for people, once, where this item is the first key picture and late. */
  look(item: InputItem): string | undefined {
    if (this.#over) return undefined;
    if (item.type === 'connection') this.#begin(item.connection);
    if (item.type === 'audio' && this.#rate !== undefined)
      this.#sound ??= fromSample(item.block.start, this.#rate);
    if (item.type !== 'video' || !item.time.key || item.stream !== this.#stream) return undefined;
    this.#over = true;
    // Outputs cut by what is decoded.
    return this.#line(item.time.dts);
  }

  #begin({ info, format }: Extract<InputItem, { readonly type: 'connection' }>['connection']): void {
    this.#over = this.#rate === undefined && info.video === undefined && info.awaitsPicture !== true;
    this.#rate = format.rate;
    this.#stream = info.video?.index;
  }

  #line(picture: Micros): string | undefined {
    if (this.#sound === undefined) return undefined;
    const late = subtract(picture, this.#sound);
    if (late < LEAST || late > MOST) return undefined;
    return `Left out: the first ${toSeconds(late).toFixed(1)} s of sound, before the first picture that outputs can begin with.`;
  }
}
