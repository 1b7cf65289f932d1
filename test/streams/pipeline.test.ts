import fc from 'fast-check';
import { concat, EMPTY, from, map, NEVER, of, Subject, throwError } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sameMoment } from '../../src/streams/identity.ts';
import { greedyNms } from '../../src/streams/nms.ts';
import { cues, mediaHeld, type LiveOptions, type RecordedEvent } from '../../src/streams/pipeline.ts';
import { FOREVER, toSeconds, type Micros } from '../../src/streams/time.ts';
import type { Detector } from '../../src/streams/detect.ts';
import type { Cue, Frame, PlacedMoment, SpeechEvent } from '../../src/streams/values.ts';
import { anyInterleaving, anyTalk, decorate, detector } from './talk.ts';
import { at, frame, heardTo, marbles, moment, said } from './values.ts';

const cueLine = (cue: Cue): string =>
  `${cue.id} ${cue.sfx}@${toSeconds(cue.at)}-${toSeconds(cue.end)} ${cue.subtitle ?? ''}`;
/** Everything but the echo of each window, in one line each. */
const line = (event: { type: string }): string => {
  const e = event as RecordedEvent;
  if (e.type === 'cue') return `cue ${cueLine(e.cue)}`;
  if (e.type === 'rejected') return `${e.reason} ${e.moment.sfx}@${toSeconds(e.moment.start)}`;
  if (e.type === 'moments') return `window ${e.window.index}`;
  return e.type === 'playhead' ? `playhead ${e.at === FOREVER ? 'end' : toSeconds(e.at)}` : event.type;
};
const silent: Detector = (windows) => of(windows.map(() => []));
const recorded = { mode: 'recorded', batch: 1 } as const;
const noSpeech$ = EMPTY;

test('recorded: never, empty, one, many, error, early unsubscription', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const frames = { a: frame(0), b: frame(1), c: frame(2) };
    const said = { a: 'window 0', b: 'window 1', c: 'window 2', e: 'playhead end' };
    const run = (diagram: string) =>
      cues(cold<Frame>(diagram, frames), noSpeech$, silent, recorded).pipe(map(line));
    expectObservable(run('-')).toBe('-');
    expectObservable(run('--|')).toBe('--(e|)', said);
    expectObservable(run('-a-|')).toBe('-a-(e|)', said);
    expectObservable(run('abc|')).toBe('abc(e|)', said);
    expectObservable(run('a-#')).toBe('a-#', said);
    const frames$ = cold<Frame>('a-b-c', frames);
    expectObservable(cues(frames$, noSpeech$, silent, recorded).pipe(map(line)), '---!').toBe('a-b', said);
    expectSubscriptions(frames$.subscriptions).toBe('^--!');
  });
});

test('recorded: an error or a throw of the detector, or of speech, ends it', () => {
  const messages: string[] = [];
  const listen = (speech$: typeof noSpeech$, faulty: Detector) =>
    cues(of(frame(0)), speech$, faulty, recorded).subscribe({
      error: (error: Error) => messages.push(error.message),
    });
  listen(noSpeech$, () => throwError(() => new Error('detector failed')));
  listen(noSpeech$, () => {
    throw new Error('detector threw');
  });
  listen(
    throwError(() => new Error('speech failed')),
    silent,
  );
  assert.equal(messages, ['detector failed', 'detector threw', 'speech failed']);
});

test('recorded: one sentence seen by many windows becomes one cue at its start', () => {
  const speech = [said('s', 5.3, 8.1, 'Look at this'), heardTo(40)];
  const sees: Detector = (windows) =>
    of(
      windows.map((window) =>
        window.start <= at(7) && window.end > at(5)
          ? [moment(Math.max(5, toSeconds(window.start)), 8, 0.7 + toSeconds(window.start) / 100)]
          : [],
      ),
    );
  const events: string[] = [];
  cues(from(Array.from({ length: 40 }, (_, i) => frame(i))), from(speech), sees, {
    mode: 'recorded',
  }).subscribe((event) => events.push(line(event)));
  assert.equal(
    events.filter((text) => text.startsWith('cue')),
    ['cue m1 ding@5.3-8.1 Look at this'],
  );
});

test('recorded: a long sentence is one moment, however many windows see different parts of it', () => {
  for (const seconds of [5.8, 8, 11.5, 13, 30]) {
    const speech = [said('s', 3, 3 + seconds, 'A long story'), heardTo(60)];
    // In each window something else of it: two seconds in the middle of the window.
    const sees: Detector = (windows) =>
      of(
        windows.map(({ index, start, end }) => {
          const middle = (toSeconds(start) + toSeconds(end)) / 2;
          return middle > 4 && middle < 2 + seconds
            ? [moment(middle - 1, middle + 1, 0.7 + index / 500)]
            : [];
        }),
      );
    const found: Cue[] = [];
    cues(from(Array.from({ length: 60 }, (_, i) => frame(i))), from(speech), sees, recorded).subscribe(
      (event) => event.type === 'cue' && found.push(event.cue),
    );
    assert.is(found.length, 1, `${seconds} s`);
    assert.is(found[0]?.subtitleId, 's');
    if (seconds < 12) assert.is(found[0]?.at, at(3));
  }
});

test('recorded: any chunking and interleaving of the same input, and any batch, gives the same events', () => {
  const batches = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(anyTalk, anyInterleaving, anyInterleaving, batches, (talk, one, other, batch) => {
      assert.equal(decorate(talk, one, { batch }).map(line), decorate(talk, other, { batch: 8 }).map(line));
    }),
    { numRuns: 60 },
  );
});

test('recorded: with endless settling the cues and refusals are plain NMS over all sightings', () => {
  fc.assert(
    fc.property(anyTalk, anyInterleaving, (talk, order) => {
      const everything = { threshold: 0, leastGap: at(0), density: 1e6 };
      const unhurried = decorate(talk, order, { settle: FOREVER, policy: everything });
      const decided = unhurried.flatMap((event) => (event.type === 'cue' ? [event.moment] : []));
      const hidden = unhurried.flatMap((event) => (event.type === 'rejected' ? [event.moment] : []));
      const all = unhurried.flatMap((event) => (event.type === 'moments' ? event.sightings.moments : []));
      assert.is(decided.length + hidden.length, all.length);
      const inOrder = (moments: readonly PlacedMoment[]) => moments.map((one) => all.indexOf(one)).sort();
      const same = (one: PlacedMoment, other: PlacedMoment) => sameMoment(one, other, 0.3);
      assert.equal(inOrder(decided), inOrder(greedyNms(all, same)));
    }),
    { numRuns: 60 },
  );
});

test('recorded: no moment is decorated twice, and gap and density hold', () => {
  const limits = fc.record({
    leastGap: fc.constantFrom(at(0), at(2.5)),
    density: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(
      anyTalk,
      anyInterleaving,
      limits,
      fc.constantFrom(at(0), at(12)),
      (talk, order, limit, settle) => {
        const events = decorate(talk, order, { settle, policy: { threshold: 0.3, ...limit } });
        const kept = events.flatMap((event) => (event.type === 'cue' ? [event] : []));
        for (const [i, { moment: one, cue }] of kept.entries()) {
          for (const { moment: other } of kept.slice(i + 1)) assert.not(sameMoment(one, other, 0.3));
          assert.ok((kept[i + 1]?.cue.at ?? Infinity) - cue.at >= limit.leastGap);
          const minute = kept.filter((k) => k.cue.at >= cue.at && k.cue.at < cue.at + 60e6);
          assert.ok(minute.length <= limit.density);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('recorded: the playhead never goes back, ends at FOREVER, and no cue starts before one announced', () => {
  fc.assert(
    fc.property(anyTalk, anyInterleaving, fc.constantFrom(at(0), at(12)), (talk, order, settle) => {
      let playhead: Micros = at(0);
      for (const event of decorate(talk, order, { settle, policy: { threshold: 0 } })) {
        if (event.type === 'cue') assert.ok(event.cue.at >= playhead);
        if (event.type !== 'playhead') continue;
        assert.ok(event.at > playhead);
        playhead = event.at;
      }
      assert.is(playhead, FOREVER);
    }),
    { numRuns: 60 },
  );
});

test('recorded: windows hold at most 12 frames and 40 subtitles, all inside their span', () => {
  const crowded = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 200 })), {
    minLength: 30,
    maxLength: 90,
  });
  fc.assert(
    fc.property(crowded, fc.integer({ min: 1, max: 30 }), (sentences, count) => {
      const frames = Array.from({ length: count }, (_, i) => frame(i));
      const speech = sentences.map(([start, length], i) => said(`s${i}`, start / 10, (start + length) / 10));
      cues(from(frames), from(speech), silent, { mode: 'recorded' }).subscribe((event) => {
        if (event.type !== 'moments') return;
        const { window } = event;
        assert.ok(window.frames.length <= 12 && window.subtitles.length <= 40);
        for (const { at: time } of window.frames) assert.ok(time >= window.start && time < window.end);
        for (const { subtitle, firstFrame, lastFrame } of window.subtitles) {
          assert.ok(subtitle.start < window.end && subtitle.end >= window.start);
          assert.ok(firstFrame >= 0 && firstFrame <= lastFrame && lastFrame < window.frames.length);
        }
      });
    }),
    { numRuns: 40 },
  );
});

test('recorded: whoever holds media back by mediaHeld never blocks the pipeline', () => {
  const options = { mode: 'recorded', batch: 8 } as const;
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  let playhead: Micros = at(0);
  cues(frames$, speech$, detector, options).subscribe((event) => {
    if (event.type === 'playhead') playhead = event.at;
  });
  for (let second = 0; second < 600; second++) {
    assert.ok(at(second) <= playhead + mediaHeld(options), `blocked at ${second} s`);
    // The longest sentences there may be, back to back.
    if (second % 12 === 0) speech$.next(said(`s${second}`, second, second + 12));
    speech$.next(heardTo(second + 1));
    frames$.next(frame(second));
  }
});

const live = (options: Partial<LiveOptions>): LiveOptions => ({
  mode: 'live',
  playhead$: NEVER,
  windowWait: at(2),
  ...options,
});

test('live: cues by the given playhead, drops reported, a failing detector survived', () => {
  marbles(({ cold, hot, expectObservable }) => {
    const frames = { a: frame(0), b: frame(1), c: frame(2), d: frame(3) };
    const speech$ = hot('1------', { 1: heardTo(100) });
    const slow: Detector = ([window]) =>
      window?.index === 3 ? cold('----#') : cold('----(m|)', { m: [[moment(1, 2, 0.9)]] });
    const playhead$ = hot('0---------5', { 0: at(0), 5: at(5) });
    const events$ = cues(
      hot('-abcd', frames),
      speech$,
      slow,
      live({ playhead$, policy: { leastGap: at(0) } }),
    );
    const lines$ = events$.pipe(
      map((event) => ('window' in event ? `${event.type} ${event.window.index}` : line(event))),
    );
    expectObservable(lines$).toBe('---de(mu)fk', {
      d: 'dropped 1',
      e: 'dropped 2',
      m: 'moments 0',
      u: 'upcoming',
      f: 'failed 3',
      k: 'cue m1 ding@1-2 ',
    });
  });
});

test('live: a sighting that comes after its moment plays at once within the limit', () => {
  const playhead$ = concat(of(at(4)), NEVER);
  const found: string[] = [];
  const sees: Detector = ([window]) => of([window?.index === 0 ? [moment(0, 1)] : []]);
  cues(
    concat(of(frame(0), frame(1)), NEVER),
    noSpeech$,
    sees,
    live({ playhead$, maxLateness: at(5) }),
  ).subscribe((event) => found.push(line(event)));
  assert.equal(found, ['window 0', 'upcoming', 'cue m1 ding@4-5 ', 'window 1']);
});

test('live: a moment that was too weak at its deadline still plays once most windows see it', () => {
  const playhead$ = concat(of(at(2)), NEVER);
  const found: string[] = [];
  const sees: Detector = ([window]) => of([[moment(0, 1, window?.index === 0 ? 0.3 : 0.8)]]);
  cues(
    concat(of(frame(0), frame(1), frame(2)), NEVER),
    noSpeech$,
    sees,
    live({ playhead$, maxLateness: at(5) }),
  ).subscribe((event) => found.push(line(event)));
  assert.equal(
    found.filter((text) => text.startsWith('cue') || text.startsWith('below')),
    ['below-threshold ding@0', 'below-threshold ding@0', 'cue m3 ding@2-3 '],
  );
});

test.run();
