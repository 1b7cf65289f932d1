/** Live outputs as the network's tests open, watch and close them. */
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { LiveSink, OutputEvent } from '../../../src/media/output/sink.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { micros } from '../../../src/streams/time.ts';
import { within } from '../../support/within.ts';
import { later, play, type Clip } from './packets.ts';

/** Of a stream: it must not be seen anywhere. */
export const KEY = 'canary-key-4417';

export interface Opened {
  readonly output: LiveSink;
  readonly events: OutputEvent[];
}

export function open(text: string): Opened {
  const events: OutputEvent[] = [];
  const output = openLiveSink(new Address(text), {
    clock: systemClock(),
    onEvent: (event) => events.push(event),
  });
  return { output, events };
}

export const close = ({ output }: Opened): Promise<void> => within(output.close(), 5_000, 'closing');

export const lost = ({ events }: Opened) => events.filter((event) => event.type === 'output-lost');

/** Plays the clip again and again at `speed`, on one time line, until stopped. */
export function loop(opened: readonly Opened[], clip: Clip, speed: number): { stop(): Promise<void> } {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    for (let round = 0; !stop.signal.aborted; round += 1) {
      const packets = later(clip.packets, micros(round * clip.span));
      await play(
        opened.map(({ output }) => output),
        packets,
        speed,
        stop.signal,
      );
    }
  };
  const running = run();
  return {
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/** No event may hold the key. */
export function assertNoKey(opened: Opened): void {
  assert.not.match(
    JSON.stringify([opened.events, opened.output.name, opened.output.counts]),
    new RegExp(KEY),
  );
}
