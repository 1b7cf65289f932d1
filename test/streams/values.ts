/** Short ways to write the streams' values in tests; times are in seconds. */
import { TestScheduler } from 'rxjs/testing';
import * as assert from 'uvu/assert';
import { fromSeconds, toSeconds, type Micros } from '../../src/streams/time.ts';
import type {
  Frame,
  Moment,
  PlacedMoment,
  SpeechEvent,
  Subtitle,
  Tag,
  Window,
} from '../../src/streams/values.ts';

/** Runs a test on virtual time, with uvu's equality. */
export const marbles: TestScheduler['run'] = (callback) => new TestScheduler(assert.equal).run(callback);

export const at = (seconds: number): Micros => fromSeconds(seconds);
const NOTHING = new Float32Array(0);
export const frame = (seconds: number): Frame => ({ at: at(seconds), embedding: NOTHING });

export const subtitle = (id: string, start: number, end: number, text = id): Subtitle => ({
  id,
  start: at(start),
  end: at(end),
  text,
  embedding: NOTHING,
  final: true,
});

export const said = (id: string, start: number, end: number, text = id): SpeechEvent => ({
  type: 'subtitle',
  subtitle: subtitle(id, start, end, text),
});

export const heardTo = (seconds: number): SpeechEvent => ({ type: 'progress', upTo: at(seconds) });

export interface MomentFacts {
  readonly sfx?: string;
  readonly tag?: Tag;
  readonly window?: number;
}

export const moment = (start: number, end: number, probability = 0.9, facts: MomentFacts = {}): Moment => ({
  start: at(start),
  end: at(end),
  probability,
  sfx: facts.sfx ?? 'ding',
  tag: facts.tag ?? 'prompt',
  alternatives: [],
});

export const sighting = (
  start: number,
  end: number,
  probability = 0.9,
  facts: MomentFacts = {},
): PlacedMoment => ({
  ...moment(start, end, probability, facts),
  window: facts.window ?? 0,
});

/** A window of `count` frames from `start` with these sentences. */
export function windowOf(
  start: number,
  count: number,
  sentences: readonly Subtitle[] = [],
  index = 0,
): Window {
  return {
    index,
    start: at(start),
    end: at(start + count),
    framePeriod: at(1),
    frames: Array.from({ length: count }, (_, i) => frame(start + i)),
    subtitles: sentences.map((sentence) => ({ subtitle: sentence, firstFrame: 0, lastFrame: 0 })),
  };
}

/** A window in one line: `index start-end subtitle@first..last …`. */
export const windowLine = (window: Window): string =>
  [
    window.index,
    `${toSeconds(window.start)}-${toSeconds(window.end)}`,
    ...window.subtitles.map((s) => `${s.subtitle.text}@${s.firstFrame}..${s.lastFrame}`),
  ].join(' ');

/** A span with its probability in one line: `start-end p`. */
export const momentLine = (found: Moment): string =>
  `${toSeconds(found.start)}-${toSeconds(found.end)} ${found.probability}`;
