import fc from 'fast-check';
import { map, NEVER, of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Detector } from '../../src/streams/detect.ts';
import { sameMoment } from '../../src/streams/identity.ts';
import { liveOptionsFor } from '../../src/streams/live-options.ts';
import { cues, type LiveEvent } from '../../src/streams/pipeline.ts';
import { toSeconds, type Micros } from '../../src/streams/time.ts';
import type { SpeechEvent, Subtitle, Window } from '../../src/streams/values.ts';
import { anyRestlessTalk, anyTicks, asSpoken, broadcast, cuesOf } from './live-run.ts';
import { anyTalk, decorate } from './talk.ts';
import { at, frame, heardTo, marbles, moment, said, subtitle } from './values.ts';

/** Longer than a window, its wait for words (20 s), a settling time and the next window together. */
const LONG = 60;

test('a long enough delay gives the cues of recorded input, however coarsely the playhead ticks', () => {
  const setting = fc.record({
    lead: fc.constantFrom(at(0), at(0.2)),
    // With less than a window's span it matters much what is let in when.
    settle: fc.constantFrom(at(0), at(3), at(12)),
  });
  fc.assert(
    fc.property(anyTalk, anyTicks, setting, fc.boolean(), (talk, ticks, { lead, settle }, slow) => {
      const recorded = cuesOf(decorate(talk, [], { settle }));
      // The end of a wait lets that many windows go at once, and some.
      const options = { lead, settle, waiting: 24 };
      assert.equal(cuesOf(broadcast(asSpoken(talk), LONG, ticks, options, slow)), recorded);
    }),
    { numRuns: 150 },
  );
});

test('whatever the delay and however restless the words, no moment is decorated twice', () => {
  const setting = fc.record({
    delay: fc.integer({ min: 0, max: 40 }),
    windowWait: fc.integer({ min: -1, max: 10 }).map(at),
    onWords: fc.boolean(),
    maxLateness: fc.constantFrom(at(0), at(8)),
  });
  fc.assert(
    fc.property(
      anyRestlessTalk,
      anyTicks,
      setting,
      (talk, ticks, { delay, windowWait, onWords, maxLateness }) => {
        const options = {
          windowWait,
          maxLateness,
          windows: { onWords },
          policy: { threshold: 0.2, leastGap: at(0) },
        };
        const events = broadcast(talk, delay, ticks, options);
        const kept = events.flatMap((event) => (event.type === 'cue' ? [event.moment] : []));
        for (const [i, one] of kept.entries())
          for (const other of kept.slice(i + 1)) assert.not(sameMoment(one, other, 0.3));
      },
    ),
    { numRuns: 150 },
  );
});

/** Sees every sentence of a window, whole. */
const hears: Detector = (windows) =>
  of(
    windows.map((window: Window) =>
      window.subtitles.map(({ subtitle: { start, end } }) => ({ ...moment(0, 1), start, end })),
    ),
  );
const line = (event: LiveEvent): string => {
  if (event.type === 'cue') return `cue ${event.cue.subtitle}@${toSeconds(event.cue.at)}`;
  if (event.type === 'rejected') return `${event.reason} ${event.moment.subtitle}`;
  return 'window' in event ? `${event.type} ${event.window.index}` : event.type;
};
const guess = (id: string, start: number, end: number, text: string): SpeechEvent => {
  const guessed: Subtitle = { ...subtitle(id, start, end, text), final: false };
  return { type: 'subtitle', subtitle: guessed };
};
const f = { a: frame(0), b: frame(1), c: frame(2), d: frame(3), e: frame(4) };

test('a guess, its revision and its final form are seen at once and played once, however far it moves', () => {
  marbles(({ hot, expectObservable }) => {
    const speech$ = hot<SpeechEvent>('--g-------r-------s', {
      g: guess('s', 0, 1, 'hell'),
      r: guess('s', 0, 2, 'hello'),
      s: said('s', 5.5, 7, 'hello world'),
    });
    const playhead$ = hot('----------------0---------9', { 0: at(0), 9: at(9) });
    const options = { mode: 'live', playhead$, windowWait: at(-1), windows: { onWords: true } } as const;
    const events$ = cues(hot('a-------b-----------f', { ...f, f: frame(5) }), speech$, hears, options);
    expectObservable(events$.pipe(map(line))).toBe('0-(1u)--2-(3vvu)c-4-(5d)', {
      ...{ 0: 'moments 0', 1: 'moments 1', 2: 'moments 2', 3: 'moments 3', 4: 'moments 4', 5: 'moments 5' },
      u: 'upcoming',
      v: 'words-changed hell',
      c: 'cue hello@0',
      d: 'already-decided hello world',
    });
  });
});

test('a sentence that is retracted before its deadline is withdrawn, and its place is open', () => {
  marbles(({ hot, expectObservable }) => {
    const speech$ = hot<SpeechEvent>('-g----r----t', {
      g: guess('s', 0.1, 1, 'noise'),
      r: { type: 'retracted', id: 's' },
      t: said('t', 0.2, 1, 'a word'),
    });
    const playhead$ = hot('----------------1', { 1: at(1) });
    const options = { mode: 'live', playhead$, windowWait: at(-1), windows: { onWords: true } } as const;
    const events$ = cues(hot('a', f), speech$, hears, options);
    expectObservable(events$.pipe(map(line))).toBe('0(1u)-(2nw)(3u)-c', {
      ...{ 0: 'moments 0', 1: 'moments 1', 2: 'moments 2', 3: 'moments 3' },
      u: 'upcoming',
      n: 'words-changed noise',
      w: 'withdrawn',
      c: 'cue a word@0.2',
    });
  });
});

test('late or missing words never stall a window, with or without progress', () => {
  marbles(({ cold, hot, expectObservable }) => {
    const run = (speech: string, windowWait: number) =>
      cues(
        cold('a-b-c-d-e-', f),
        hot<SpeechEvent>(speech, { p: heardTo(0.5), s: said('s', 0, 3.5) }),
        hears,
        {
          ...{ mode: 'live', playhead$: NEVER, windowWait: at(windowWait) },
        },
      ).pipe(map(line));
    const said_ = {
      0: 'moments 0',
      1: 'moments 1',
      2: 'moments 2',
      3: 'moments 3',
      4: 'moments 4',
      u: 'upcoming',
    };
    expectObservable(run('-', 1)).toBe('----0-1-2-', said_);
    expectObservable(run('-p', 1)).toBe('----0-1-2-', said_);
    expectObservable(run('-------s', 1)).toBe('----0-1-(2u)', said_);
    expectObservable(run('-', -1)).toBe('0-1-2-3-4-', said_);
  });
});

test('sightings that analysis makes too far ahead of the playhead are dropped and told', () => {
  const playhead$ = new Subject<Micros>();
  const found: string[] = [];
  const frames = Array.from({ length: 20 }, (_, i) => frame(i));
  cues(of(...frames), NEVER, hears, {
    ...{ mode: 'live', playhead$, windowWait: at(-1), settle: at(0), most: 2 },
  }).subscribe((event) => event.type !== 'moments' && found.push(line(event)));
  assert.equal(found, ['dropped 14', 'dropped 15', 'dropped 16', 'dropped 17', 'dropped 18', 'dropped 19']);
});

test('a window that was made in a hurry still expects its frames to be shown again after another delay', () => {
  marbles(({ cold, hot, expectObservable }) => {
    const late: Detector = () => cold('---(m|)', { m: [[]] });
    const events$ = cues(hot('a-b', f), hot<SpeechEvent>('-', {}), late, {
      ...{ mode: 'live', playhead$: NEVER, windowWait: at(-1), windows: { size: 2, onWords: true } },
      delayChanges$: hot('-----c', { c: liveOptionsFor(at(45)) }),
    });
    const horizon$ = events$.pipe(
      map((event) => (event.type === 'moments' ? String(toSeconds(event.sightings.horizon)) : event.type)),
    );
    // Without a hurry no window would show the first frame again: 0.4 s, which is the second less the reach.
    expectObservable(horizon$).toBe('---0--0');
  });
});

test.run();
