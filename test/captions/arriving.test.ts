/** Captions of a file whose clock nobody knows. */
import { Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asTheyArrive } from '../../src/captions/files/arriving.ts';
import { mediaTime, type CaptionEvent } from '../../src/captions/source.ts';
import { fromSeconds } from '../../src/streams/time.ts';

test('what the file held is left out; the rest counts from when it appears, as the promptest did', () => {
  let now = 1_000_000;
  const file$ = new Subject<CaptionEvent>();
  const source = { name: 'file', events$: file$, close: () => Promise.resolve() };
  const told: string[] = [];
  asTheyArrive(source, () => now).events$.subscribe((event) => {
    if (event.type === 'caption')
      told.push(`${event.id} ${event.start.clock} ${event.start.at} ${event.end.at}`);
    else told.push(event.type);
  });
  const caption = (id: string, start: number, end: number, final = true): void =>
    file$.next({
      ...{ type: 'caption', id, text: 'words', final },
      ...{ start: mediaTime(fromSeconds(start)), end: mediaTime(fromSeconds(end)) },
    });
  now += 300;
  caption('old', 3_600, 3_602);
  now += 10_000;
  // 1.5 s after its end, as nobody can know.
  caption('late', 3_605, 3_607);
  now += 5_000;
  // This one was written 0.5 s sooner after its end: all others are placed by it from now on.
  caption('prompt', 3_610, 3_612.5, false);
  caption('prompt', 3_610, 3_612.5);
  now += 5_000;
  caption('next', 3_612, 3_614);
  assert.equal(told, [
    'late wall 1008300 1010300',
    'prompt wall 1012800 1015300',
    'prompt wall 1012800 1015300',
    'next wall 1014800 1016800',
  ]);
});

test.run();
