/** Small parts of a fleet: when Redis may be judged by, what is sealed, what is taken out of lines, what may be tried again. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { MediaError } from '../../../src/media/errors.ts';
import {
  openPublication,
  publishedBefore,
  publishedClaim,
} from '../../../src/plugin/fleet/batch/publication.ts';
import { mayTryAgain } from '../../../src/plugin/fleet/batch/try-again.ts';
import { FleetError } from '../../../src/plugin/fleet/errors.ts';
import { outputsOf } from '../../../src/plugin/fleet/intent.ts';
import { fleetKey, isSealed, seal, unseal } from '../../../src/plugin/fleet/sealing.ts';
import { idForKey, prepareJob, prepareShow } from '../../../src/plugin/fleet/submission.ts';
import { JobLog } from '../../../src/plugin/fleet/worker/job-log.ts';
import { scrubberFor } from '../../../src/plugin/fleet/worker/scrubber.ts';
import { Soundness } from '../../../src/plugin/fleet/worker/soundness.ts';
import { scratch } from '../../support/scratch.ts';

const key = fleetKey({ MOMENTFX_FLEET_KEY: 'k'.repeat(32) });
const place = { folder: '/media', key: undefined };

/** A heartbeat each second from `from` to `to`, answered at once. */
function peace(soundness: Soundness, from: number, to: number): void {
  for (let at = from; at <= to; at += 1_000) soundness.answered(at, at + 2);
}

test('jobs are judged after eight quiet seconds, and not while Redis was just away', () => {
  const soundness = new Soundness();
  assert.is(soundness.mayJudge(0), false);
  peace(soundness, 0, 7_000);
  assert.is(soundness.mayJudge(7_900), false);
  peace(soundness, 8_000, 10_000);
  assert.is(soundness.mayJudge(10_100), true);
  // An answer that took long: Redis stood still, and all locks ran out.
  soundness.answered(11_000, 41_000);
  assert.is(soundness.mayJudge(41_000), false);
  peace(soundness, 42_000, 49_000);
  assert.is(soundness.mayJudge(49_100), true);
  soundness.lost();
  assert.is(soundness.mayJudge(49_200), false);
  peace(soundness, 50_000, 58_000);
  assert.is(soundness.mayJudge(58_100), true);
  // This worker itself stood still.
  assert.is(soundness.mayJudge(78_000), false);
  soundness.answered(78_000, 78_001);
  assert.is(soundness.mayJudge(78_002), false);
});

test('who says no does not judge within the life of a lock: those that hear it hold what they have', () => {
  const soundness = new Soundness();
  peace(soundness, 0, 20_000);
  soundness.lost();
  let [no, yes, judged] = [0, 0, 0];
  for (let at = 20_000; judged === 0; at += 100) {
    if (at % 1_000 === 0) soundness.answered(at, at + 2);
    if (!soundness.isSettled(at + 2)) no = at + 2;
    else if (yes === 0) yes = at + 2;
    if (soundness.mayJudge(at + 2)) judged = at + 2;
  }
  assert.ok(judged - no >= 3_000, `no at ${no}, judged at ${judged}`);
  assert.ok(yes > no && yes < judged, 'before it judges it says so');
  // Whoever looks for Redis with two seconds a try, and renews within half a second, has found it by then.
  assert.ok(no - 20_000 >= 2_250 + 500);
});

test('a connection that owes an answer for five seconds is given up, and a new one has as long', () => {
  const soundness = new Soundness();
  assert.is(soundness.isHung(60_000), false, 'nothing was ever answered');
  soundness.heard(1_000);
  assert.is(soundness.isHung(5_900), false);
  assert.is(soundness.isHung(6_000), true);
  soundness.connected(6_300);
  assert.is(soundness.isHung(11_200), false);
  assert.is(soundness.isHung(11_300), true);
  soundness.heard(11_350);
  assert.is(soundness.isHung(11_400), false);
});

test('what is sealed is opened by its key alone, and is another text each time', () => {
  assert.ok(key);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const sealed = seal(text, key);
      assert.ok(isSealed(sealed));
      assert.is.not(sealed, seal(text, key));
      assert.is(unseal(sealed, key), text);
    }),
    { numRuns: 50 },
  );
  const other = fleetKey({ MOMENTFX_FLEET_KEY: 'o'.repeat(32) });
  const sealed = seal('https://x.example/?sig=canary', key);
  assert.throws(() => unseal(sealed, other), /another key/);
  assert.throws(() => unseal(sealed, undefined), /no MOMENTFX_FLEET_KEY/);
  assert.throws(() => fleetKey({ MOMENTFX_FLEET_KEY: 'short' }), /fewer than 32/);
});

test('the same work has the same number, also where its address is sealed anew', () => {
  const work = { input: 'https://x.example/a.mp4?sig=canary', output: 'b.mp4' };
  const [first, second] = [prepareJob(work, { ...place, key }), prepareJob(work, { ...place, key })];
  assert.is(first.id, second.id);
  assert.is.not(first.intent.input, second.intent.input);
  assert.equal(outputsOf(first.intent), ['/media/b.mp4']);
  assert.throws(() => prepareJob(work, place), /holds "sig" in plain/);
  assert.is.not(first.id, prepareJob({ ...work, output: 'c.mp4' }, { ...place, key }).id);
});

test('the same key has the same number, whether or not there is something to seal with', () => {
  const work = { input: 'a.mp4', output: 'b.mp4', key: 'talk' };
  const { id } = prepareJob(work, place);
  assert.is(prepareJob(work, { ...place, key }).id, id);
  assert.is(idForKey('talk', 'batch'), id);
});

test('what cannot work is refused before it is submitted', () => {
  const refused = (input: string, output: string, settings = {}): string => {
    try {
      prepareJob({ input, output, settings }, place);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  assert.match(refused('a.mp4', 'a.mp4'), /the same/);
  assert.match(refused('a.mp4', 'rtmp://x.example/app'), /no file and no http/);
  assert.match(refused('a.mp4', 'https://x.example/out'), /no extension/);
  assert.match(refused('a.mp4', 'b.mp4', { asr: 'dock' }), /live input/);
  assert.match(refused('a.mp4', 'b.mp4', { gain: '99' }), /--gain/);
  assert.is(refused('{env:IN}', '{file:/run/out}'), '');
  const show = (input: string) => prepareShow({ input, to: ['rtmp://x.example/app'] }, place).intent.input;
  assert.throws(() => show('a.mp4'), /\/media\/a\.mp4 is a file/);
  assert.is(show('{env:IN}'), '{env:IN}');
  assert.is(refused('a.mp4', 'https://x.example/{env:NAME}.mp4'), '');
});

test('values of references, and what was sealed, are taken out of every line', async () => {
  assert.ok(key);
  const intent = prepareJob(
    { input: 'https://{env:WORD}:x@h.example/a.mp4', output: 'https://h.example/b.mp4?sig=ca%2Fnary' },
    { ...place, key },
  ).intent;
  const scrub = await scrubberFor(intent, { WORD: 'se/cret' }, key);
  const line = scrub('at https://se/cret@h, se%2Fcret, sig=ca%2Fnary and ca/nary');
  assert.not.match(line, /cret|nary/);
  assert.match(line, /^at https:\/\/…@h/);
});

test('a log is bounded while Redis is away, and loses its oldest lines', async () => {
  const written: string[] = [];
  const gate = Promise.withResolvers<void>();
  const log = new JobLog(
    {
      log: (line) => gate.promise.then(() => written.push(line)),
      updateProgress: () => gate.promise,
    },
    (line) => line,
  );
  for (let at = 0; at < 1_000; at += 1) log.line(`line ${at} ${'x'.repeat(2_000)}`);
  log.progress({ phase: 'decorating', percent: 10 });
  gate.resolve();
  await log.close();
  assert.ok(written.length <= 201);
  assert.match(written.at(-1) ?? '', /line 999 x/);
  assert.ok(written.every(({ length }) => length < 1_100));
});

test('what may be tried again: what lies outside, and a crash; no fault of what was asked', () => {
  const network = new Address('https://x.example/a.mp4');
  const media = (code: 'input-unreadable' | 'input-not-media' | 'output-disk-full', said: string) =>
    new MediaError(code, said, '');
  assert.is(mayTryAgain(new Error('boom'), network), true);
  assert.is(mayTryAgain(media('input-unreadable', 'cannot be opened (ECONNREFUSED)'), network), true);
  assert.is(mayTryAgain(media('input-unreadable', '(Server returned 404 Not Found)'), network), false);
  assert.is(
    mayTryAgain(media('input-unreadable', '(Server returned 5XX Server Error reply)'), network),
    true,
  );
  assert.is(mayTryAgain(media('input-unreadable', 'cannot be read'), new Address('a.mp4')), false);
  assert.is(mayTryAgain(media('input-not-media', 'no recording'), network), false);
  assert.is(mayTryAgain(media('output-disk-full', 'full'), network), true);
  assert.is(mayTryAgain(new FleetError('publish-refused', '', ''), network), false);
  assert.is(mayTryAgain(new FleetError('publish-failed', '', '', { retryable: true }), network), true);
});

test('an output that was published before its worker died is known again', async () => {
  const folder = scratch('fleet-publication');
  const [input, output] = [new Address('in.mkv'), new Address(join(folder, 'out.mkv'))];
  const result = { effects: 2, duration: 3, seconds: 1 };
  const signal = new AbortController().signal;
  let claim: string;
  {
    await using publication = await openPublication(output, input);
    writeFileSync(publication.aside, 'whole');
    claim = await publication.claim(result);
    assert.is(await publishedBefore(claim, output), undefined);
    await publication.publish(() => undefined, signal);
  }
  assert.equal(await publishedBefore(claim, output), result);
  // Somebody else has written there since.
  writeFileSync(output.reveal(), 'other');
  assert.is(await publishedBefore(claim, output), undefined);
  assert.equal(await publishedBefore(publishedClaim(claim), output), result);
  assert.equal(readdirSync(folder), ['out.mkv']);
});

test('what is to be sent lies in a folder of its own that nobody else can enter, until it is sent', async () => {
  let folder: string;
  {
    await using upload = await openPublication(new Address('https://x.example/a.mp4'), new Address('a.mp4'));
    folder = dirname(upload.aside);
    assert.is(statSync(folder).mode & 0o777, 0o700);
    assert.equal(readdirSync(folder), []);
    writeFileSync(upload.aside, 'whole');
  }
  assert.not.ok(existsSync(folder));
});

test('a session that asks the fence itself is ended by it, before its thread has looked', () => {
  const live = join(import.meta.dirname, '../../../src/plugin/fleet/live');
  const sends = (until: number) =>
    spawnSync(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--input-type=module',
        '--eval',
        `import { writeSync } from 'node:fs';
         import { raiseFence } from '${join(live, 'fence.ts')}';
         import { monotonicMs } from '${join(live, 'protocol.ts')}';
         raiseFence(monotonicMs() + ${until}).check();
         writeSync(1, 'sent');
         process.exit();`,
      ],
      { encoding: 'utf8', timeout: 30_000 },
    );
  const [allowed, late] = [sends(60_000), sends(-100)];
  assert.equal([allowed.stdout, allowed.status], ['sent', 0], allowed.stderr);
  assert.equal([late.stdout, late.signal], ['', 'SIGKILL'], late.stderr);
});

test('other commands load nothing of it', () => {
  const main = join(import.meta.dirname, '../../../src/plugin/main.ts');
  // `library list` runs a command to its end; each module that is resolved is told on standard error.
  const hook =
    "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { const found = next(name, context); console.error(found.url); return found; } });";
  const loaded = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, main];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...loaded, 'library', 'list'],
    { encoding: 'utf8' },
  );
  assert.is(status, 0, stderr);
  assert.match(stderr, /src\/plugin\/cli\/fleet\.ts/, 'modules are seen');
  assert.not.match(stderr, /src\/plugin\/fleet\/|bullmq|ioredis/);
});

test.run();
