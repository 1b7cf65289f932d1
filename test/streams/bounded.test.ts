import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Detector } from '../../src/streams/detect.ts';
import {
  cues,
  type LiveEvent,
  type LiveOptions,
  type RecordedEvent,
  type RecordedOptions,
} from '../../src/streams/pipeline.ts';
import type { Micros } from '../../src/streams/time.ts';
import type { Frame, SpeechEvent } from '../../src/streams/values.ts';
import { at, moment } from './values.ts';

/** Over eight hours of frames at one a second. */
const FRAMES = 30_000;
/**
 * Most values of a kind that may be alive at the end: what a window, a batch, the settling time and the values
 * made since the last turn of the event loop can hold, with as much again to spare. A leak shows as thousands.
 */
const MOST_HELD = 100;

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Feeds hours of frames, sentences and sightings, and says how many frames, sentences and moments are still held. */
async function held(options: RecordedOptions | LiveOptions, playhead$?: Subject<Micros>) {
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  const refs: { frames: WeakRef<object>[]; sentences: WeakRef<object>[]; moments: WeakRef<object>[] } = {
    frames: [],
    sentences: [],
    moments: [],
  };
  const sees: Detector = (windows) =>
    of(
      windows.map((window) => {
        const second = window.start / 1e6;
        return [moment(second + 1, second + 3, (second % 10) / 10)];
      }),
    );
  let cueCount = 0;
  const count = (event: RecordedEvent | LiveEvent) => {
    if (event.type === 'cue') cueCount += 1;
    if (event.type === 'upcoming') refs.moments.push(new WeakRef(event.moment));
  };
  const subscription =
    options.mode === 'recorded'
      ? cues(frames$, speech$, sees, options).subscribe(count)
      : cues(frames$, speech$, sees, options).subscribe(count);
  const feed = (second: number) => {
    const frame = { at: at(second), embedding: new Float32Array(1) };
    refs.frames.push(new WeakRef(frame));
    frames$.next(frame);
    if (second % 4 === 3) {
      const spoken = { id: `s${second}`, start: at(second - 3), end: at(second), text: 'x' };
      const subtitle = { ...spoken, embedding: new Float32Array(1), final: true };
      refs.sentences.push(new WeakRef(subtitle));
      speech$.next({ type: 'subtitle', subtitle });
      speech$.next({ type: 'progress', upTo: at(second) });
    }
    playhead$?.next(at(Math.max(0, second - 14)));
  };
  for (let second = 0; second < FRAMES; second++) {
    feed(second);
    // WeakRefs are kept alive until the task that made them ends.
    if (second % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  assert.ok(cueCount > FRAMES / 20);
  const alive = (list: WeakRef<object>[]) => list.filter((ref) => ref.deref() !== undefined).length;
  const counts = {
    frames: alive(refs.frames),
    sentences: alive(refs.sentences),
    moments: alive(refs.moments),
  };
  subscription.unsubscribe();
  return counts;
}

test('eight hours of recorded input leave no more behind than the pipeline holds', async () => {
  for (const [kind, count] of Object.entries(await held({ mode: 'recorded', policy: { threshold: 0.5 } })))
    assert.ok(count > 0 && count <= MOST_HELD, `${count} ${kind} held`);
});

test('eight hours of live input leave no more behind than the pipeline holds', async () => {
  const playhead$ = new Subject<Micros>();
  const options: LiveOptions = { mode: 'live', playhead$, windowWait: at(2), policy: { threshold: 0.5 } };
  for (const [kind, count] of Object.entries(await held(options, playhead$)))
    assert.ok(count > 0 && count <= MOST_HELD, `${count} ${kind} held`);
});

test.run();
