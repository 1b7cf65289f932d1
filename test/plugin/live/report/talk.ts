/** A made-up talk as a live session would tell it: a window a second, ten moments in each, decided as in a show. */
import type { LiveEvent, LiveFact } from '../../../../src/plugin/live/events.ts';
import { liveDecisions, type LiveDecisions } from '../../../../src/streams/live.ts';
import {
  add,
  fromSeconds,
  latest,
  micros,
  subtract,
  ZERO,
  type Micros,
} from '../../../../src/streams/time.ts';
import { TAGS, type PlacedMoment, type Subtitle } from '../../../../src/streams/values.ts';

export const BEGAN = 1_750_000_000_000;
const EFFECTS = Array.from({ length: 64 }, (_, i) => ({
  sfx: `effect-${i}-sound`,
  tag: TAGS[i % 6] ?? 'others',
}));
const WORDS = 'and then we saw that the machine was not only faster but also cheaper than before'.split(' ');

export interface TalkOptions {
  readonly seconds: number;
  readonly decisions?: LiveDecisions;
  readonly delay?: Micros;
  readonly seed?: number;
}

/** Uniform in 0…1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Sentence extends Subtitle {
  readonly key: boolean;
}

export const DECISIONS: LiveDecisions = {
  lead: fromSeconds(0.3),
  maxLateness: fromSeconds(1),
  maxOverrun: fromSeconds(1.5),
  doubt: 0.05,
  policy: { threshold: 0.6, leastGap: fromSeconds(2.5), density: 15, mutedTags: ['others'], quiet: false },
};

/** Every event of the talk, in order. */
export function talk(options: TalkOptions): LiveEvent[] {
  const { seconds, decisions = DECISIONS, delay = fromSeconds(8), seed = 1 } = options;
  const next = random(seed);
  const sentences = speak(seconds, next);
  const events: LiveEvent[] = [];
  let now = ZERO;
  const playhead = (): Micros => latest(ZERO, subtract(now, delay));
  const tell = (fact: LiveFact): void => {
    events.push({ ...fact, wall: BEGAN + now / 1000, playhead: playhead() });
  };
  tell({
    type: 'started',
    version: '0.2.0',
    input: 'rtmp://127.0.0.1:1935/live/…',
    outputs: ['out.mp4'],
    delay,
    threshold: 0.6,
    policy: { ...decisions },
  });
  const run = liveDecisions(decisions);
  run.events$.subscribe((event) => {
    if (event.type === 'rejected' && 'reason' in event) {
      const { moment, reason } = event;
      if (reason === 'overlaps-better' || reason === 'already-decided' || reason === 'words-changed')
        tell({ type: 'suppressed', moment, reason });
      else tell({ type: 'rejected', moment, reason });
      return;
    }
    tell(event);
    if (event.type === 'cue') tell({ type: 'played', id: event.cue.id, at: event.cue.at });
  });
  for (let second = 1; second <= seconds; second++) {
    now = fromSeconds(second);
    run.tick(playhead());
    for (const sentence of sentences)
      if (sentence.end > now - 1e6 && sentence.end <= now) {
        const { key: _, ...subtitle } = sentence;
        const half = { ...subtitle, text: subtitle.text.slice(0, 20), final: false };
        tell({ type: 'subtitle', subtitle: half });
        tell({ type: 'subtitle', subtitle });
      }
    const start = latest(ZERO, subtract(now, fromSeconds(12)));
    const seen = sentences.filter((sentence) => sentence.end > start && sentence.start < now);
    const moments = Array.from({ length: 10 }, (_, i) => momentIn(i, second, start, now, seen, next));
    const horizon = latest(ZERO, subtract(add(start, fromSeconds(1)), fromSeconds(0.6)));
    const heard = { start, end: now, sentences: seen.map(({ id, text }) => ({ id, text })) };
    tell({
      type: 'window',
      window: {
        index: second - 1,
        start,
        end: now,
        subtitles: seen.map(({ id }) => id),
        moments,
        horizon,
        heard,
        arrived: playhead(),
        tookMs: 40 + next() * 20,
      },
    });
    run.arrive({ moments, horizon, heard });
  }
  tell({ type: 'stopping' });
  now = add(now, delay);
  run.tick(playhead());
  run.end();
  tell({ type: 'stopped' });
  return events;
}

function speak(seconds: number, next: () => number): Sentence[] {
  const sentences: Sentence[] = [];
  for (let at = 0.5; at < seconds;) {
    const length = 1.5 + next() * 3;
    const words = Array.from(
      { length: Math.ceil(length * 2.5) },
      () => WORDS[Math.floor(next() * WORDS.length)],
    );
    sentences.push({
      id: `s${sentences.length}`,
      start: fromSeconds(at),
      end: fromSeconds(at + length),
      text: words.join(' '),
      embedding: new Float32Array(4),
      final: true,
      key: next() < 0.15,
    });
    at += length + 0.3 + next();
  }
  return sentences;
}

function momentIn(
  i: number,
  window: number,
  start: Micros,
  end: Micros,
  seen: readonly Sentence[],
  next: () => number,
): PlacedMoment {
  const effects = Array.from({ length: 5 }, () => EFFECTS[Math.floor(next() * EFFECTS.length)] ?? EFFECTS[0]);
  const [best, ...others] = effects.map((effect) => effect ?? { sfx: 'none', tag: 'others' as const });
  const sentence = i < 7 ? seen[i % Math.max(1, seen.length)] : undefined;
  const at = start + next() * (end - start);
  const from = sentence?.start ?? micros(Math.round(at));
  const until = sentence?.end ?? add(from, fromSeconds(0.5 + next() * 3));
  const probability = sentence?.key ? 0.4 + next() * 0.6 : next() * next() * 0.7;
  return {
    start: from,
    end: until,
    sfx: best?.sfx ?? '',
    tag: best?.tag ?? 'others',
    probability,
    alternatives: others.map((other) => ({ ...other, score: probability * next() * 0.3 })),
    window: window - 1,
    ...(sentence ? { subtitle: sentence.text, subtitleId: sentence.id } : {}),
  };
}
