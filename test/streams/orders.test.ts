/** What a person asks of moments that wait: pin, swap, veto; and effects played by hand. */
import { map, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { schedule, type ScheduleOptions } from '../../src/streams/schedule.ts';
import type { Command, ScheduleEvent } from '../../src/streams/scheduler.ts';
import { toSeconds, type Micros } from '../../src/streams/time.ts';
import type { PlacedMoment } from '../../src/streams/values.ts';
import { at, sighting } from './values.ts';

function line(event: ScheduleEvent): string {
  if (event.type === 'cue') return `cue ${event.cue.id} ${event.cue.sfx}@${toSeconds(event.cue.at)}`;
  if (event.type === 'rejected') return `${event.reason} ${event.moment.sfx}`;
  return event.type === 'ignored' ? event.reason : `${event.type} ${event.id}`;
}

/** A schedule whose inputs the test pushes by hand. */
function byHand(options: Omit<ScheduleOptions, 'playhead$' | 'commands$'> = {}) {
  const survivors$ = new Subject<readonly PlacedMoment[]>();
  const playhead$ = new Subject<Micros>();
  const commands$ = new Subject<Command>();
  const found: string[] = [];
  survivors$
    .pipe(schedule({ policy: { threshold: 0.6 }, ...options, playhead$, commands$ }), map(line))
    .subscribe((text) => found.push(text));
  return {
    survivors: (...moments: PlacedMoment[]) => survivors$.next(moments),
    tick: (seconds: number) => playhead$.next(at(seconds)),
    command: (command: Command) => commands$.next(command),
    said: () => found.splice(0),
  };
}

const weak = sighting(4, 6, 0.2, { sfx: 'weak' });
const strong = sighting(5, 7, 0.9, { sfx: 'strong' });

test('a pinned moment is played below the threshold, muted, and beside a better one, which yields to it', () => {
  const hand = byHand({ policy: { threshold: 0.6, mutedEffects: ['weak'] } });
  hand.tick(0);
  hand.survivors(weak, strong);
  hand.command({ type: 'pin', id: 'm1' });
  hand.tick(10);
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m2', 'cue m1 weak@4', 'too-close strong']);
});

test('what was to come before a pinned moment, and too close to it, yields', () => {
  const hand = byHand();
  hand.tick(0);
  hand.survivors(strong, sighting(6, 8, 0.1, { sfx: 'later' }));
  hand.command({ type: 'pin', id: 'm2' });
  hand.tick(10);
  assert.equal(hand.said().slice(2), ['yields-to-better strong', 'cue m2 later@6']);
});

test('a pinned moment stays when no window sees it any more, and its successor inherits the pin', () => {
  const hand = byHand();
  hand.tick(0);
  hand.survivors(weak);
  hand.command({ type: 'pin', id: 'm1' });
  const seenAgain = sighting(4.2, 6, 0.3, { sfx: 'again' });
  hand.survivors(seenAgain);
  hand.survivors();
  hand.tick(10);
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m1', 'cue m1 again@4.2']);
});

test('a pin does not break the quiet, and is ignored where the moment is over', () => {
  const hand = byHand({ policy: { quiet: true } });
  hand.tick(0);
  hand.survivors(weak);
  hand.command({ type: 'pin', id: 'm1' });
  hand.tick(10);
  hand.command({ type: 'pin', id: 'm1' });
  assert.equal(hand.said(), ['upcoming m1', 'quiet weak', 'unknown-moment']);
});

test('beside an effect played by hand no other comes closer than the gap', () => {
  const hand = byHand();
  hand.tick(3);
  hand.survivors(strong, sighting(9, 10, 0.9, { sfx: 'far' }));
  hand.command({ type: 'trigger', id: 't1', sfx: 'bell', tag: 'prompt', at: at(4) });
  hand.tick(20);
  assert.equal(hand.said().slice(2), ['too-close strong', 'cue m2 far@9']);
});

test('a muted effect gives way to the best runner-up of its tag', () => {
  const hand = byHand({ policy: { threshold: 0.6, mutedEffects: ['strong'] } });
  hand.tick(0);
  const alternatives = [{ sfx: 'gong', tag: strong.tag, score: 0.3 }];
  hand.survivors({ ...strong, alternatives });
  hand.tick(10);
  hand.survivors({ ...sighting(15, 16, 0.9, { sfx: 'strong' }), alternatives: [] });
  hand.tick(20);
  assert.equal(hand.said(), ['upcoming m1', 'cue m1 gong@5', 'upcoming m2', 'muted-effect strong']);
});

test.run();
