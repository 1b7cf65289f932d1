/** The running loudness of a recording's sound, as the mixer sees it while it mixes. */
import { SLICE_MS } from '../../core/ticks.ts';
import type { Address } from '../../core/stream-url.ts';
import { RecordedSource } from '../input/recorded-source.ts';
import { believedLoudness } from '../mixer/effect-level.ts';
import { LoudnessMeter } from '../mixer/loudness.ts';

/** One value for each second, of the sound before it. */
const STEP_S = 1;

/**
 * Reads the whole sound: the loudness that an effect would be matched to at 0 s, 1 s, 2 s …, in LUFS to a tenth. Pictures are
 * not decoded. Without sound it is empty.
 * @throws MediaError with an input-… code; the signal's reason
 */
export async function loudnessTrack(input: string | Address, signal: AbortSignal): Promise<number[]> {
  await using source = await RecordedSource.open(input, { pictures: false, speech: false, packets: false });
  const { format, info } = source.connection;
  if (info.audio === undefined) return [];
  const meter = new LoudnessMeter(format);
  const step = STEP_S * format.rate;
  const track: number[] = [];
  let slice = performance.now();
  for (;;) {
    const read = source.read();
    const items = read instanceof Promise ? await read : read;
    signal.throwIfAborted();
    if (items === undefined) return track;
    for (const item of items) {
      if (item.type !== 'audio') continue;
      const { start, samples } = item.block;
      const end = start + samples.length / format.channels;
      let at: number = start;
      while (at < end) {
        // A value stands for what was heard before its second.
        if (at >= track.length * step) track.push(Math.round(believedLoudness(meter.loudness) * 10) / 10);
        const next = Math.min(end, track.length * step);
        meter.add(samples.subarray((at - start) * format.channels, (next - start) * format.channels));
        at = next;
      }
    }
    if (performance.now() - slice < SLICE_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    slice = performance.now();
  }
}
