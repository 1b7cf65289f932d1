import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OutputTimeline } from '../../../src/media/program/output-timeline.ts';
import { Playhead } from '../../../src/media/program/playhead.ts';
import { add, fromSeconds, micros, sampleIndex, subtract, ZERO } from '../../../src/streams/time.ts';

const RATE = 48_000;
const FRAME = micros(33_333);

test('sound and pictures keep their distance through any number of cuts, and no time goes back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          length: fc.integer({ min: 1, max: 90 }),
          skip: fc.integer({ min: 0, max: 20_000_000 }),
          reorder: fc.integer({ min: 0, max: 3 }),
        }),
        { maxLength: 12 },
      ),
      (parts) => {
        const time = new OutputTimeline(RATE);
        let media = ZERO;
        let written = sampleIndex(0);
        let soundEnd = time.sample(written);
        let [lastDts, lastPts] = [-1, -1];
        for (const { length, skip, reorder } of parts) {
          const at = add(media, micros(skip));
          const shown = add(at, micros(reorder * FRAME));
          const filler = time.splice(written, { at, shown }, FRAME);
          assert.ok(filler >= 0 && filler <= RATE * 0.5, `filler of ${filler}`);
          soundEnd = sampleIndex(soundEnd + filler);
          written = sampleIndex(Math.round((shown * RATE) / 1e6));
          assert.is(time.sample(written), soundEnd, 'the sound goes on where it was');
          for (let i = 0; i < length; i += 1) {
            const dts = add(at, micros(i * FRAME));
            const pts = add(shown, micros(i * FRAME));
            const out = time.picture(dts, pts, FRAME);
            assert.ok(out.dts > lastDts, 'decoding times rise');
            if (i === 0) assert.ok(out.pts > lastPts, 'what is shown after a cut is shown later');
            assert.ok(Math.abs(subtract(out.pts, time.time(pts))) <= 1);
            const sound = (time.sample(sampleIndex(Math.round((pts * RATE) / 1e6))) * 1e6) / RATE;
            assert.ok(Math.abs(sound - out.pts) <= 22, 'within a sample of the sound at that place');
            [lastDts, lastPts] = [out.dts, Math.max(lastPts, out.pts)];
          }
          media = add(shown, micros(length * FRAME));
          const end = sampleIndex(Math.round((media * RATE) / 1e6));
          soundEnd = sampleIndex(soundEnd + end - written);
          written = end;
        }
      },
    ),
  );
});

test('decoding times that a sender repeats are told apart', () => {
  const time = new OutputTimeline(RATE);
  const first = time.picture(fromSeconds(1), fromSeconds(1), FRAME);
  const second = time.picture(fromSeconds(1), fromSeconds(1), FRAME);
  assert.is(second.dts, first.dts + 1);
  assert.ok(second.pts >= second.dts);
});

test('the playhead never goes back, whatever delays are asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.option(fc.integer({ min: 0, max: 60 }))), {
        maxLength: 50,
      }),
      (steps) => {
        const playhead = new Playhead(fromSeconds(5));
        let [arrived, before] = [0, -Infinity];
        for (const [ms, asked] of steps) {
          arrived += ms * 1000;
          if (asked !== null) playhead.ask(fromSeconds(asked));
          const at = playhead.follow(micros(arrived));
          assert.ok(at >= before);
          before = at;
        }
      },
    ),
  );
});

test('a longer delay holds at once and the playhead waits for it; a shorter one waits for its cut', () => {
  const playhead = new Playhead(fromSeconds(2));
  assert.is(playhead.follow(fromSeconds(10)), fromSeconds(8));
  assert.equal(playhead.ask(fromSeconds(8)), { from: fromSeconds(2), to: fromSeconds(8) });
  assert.is(playhead.follow(fromSeconds(15)), fromSeconds(8));
  assert.is(playhead.follow(fromSeconds(17)), fromSeconds(9));
  assert.is(playhead.ask(fromSeconds(2)), undefined);
  assert.is(playhead.asked, fromSeconds(2));
  assert.is(playhead.delay, fromSeconds(8));
  assert.equal(playhead.cutRange(fromSeconds(18)), { after: fromSeconds(9), until: fromSeconds(16) });
  playhead.pushTo(fromSeconds(15));
  assert.equal(playhead.cut(), { from: fromSeconds(8), to: fromSeconds(2) });
  assert.is(playhead.follow(fromSeconds(18)), fromSeconds(16));
  assert.is(playhead.cutRange(fromSeconds(18)), undefined);
});

test.run();
