/** A recording reviewed in Chromium: what is changed on the page is what the mix has, sample for sample. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';
import { until } from '../../support/until.ts';
import { browserOf, closeBrowser, openDockPage, sees, text, violations } from '../control/page-browser.ts';
import { ownCache } from './own-cache.ts';
import { BEEP_AT, beepsIn, locate, makeShow, RATE, sound } from '../live/show.ts';

test.after(closeBrowser);

const folder = scratch('review-page');
const show = makeShow(folder);
const env = { XDG_STATE_HOME: join(folder, 'state'), ...ownCache(folder) };

interface OpenReview extends AsyncDisposable {
  readonly url: string;
  readonly kill: () => void;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  readonly outcome: ReturnType<typeof runCli>;
}

/** `momentfx review` at work, and where its page is. */
async function openReview(input: string, ...words: string[]): Promise<OpenReview> {
  const port = String(await freePort());
  const { child, outcome } = startCli(
    ['review', input, '--place', port, '--asr', `captions:${show.captions}`, ...words],
    { env, longer: 60_000 },
  );
  let said = '';
  child.stdout?.on('data', (data: string) => (said += data));
  await until(() => said.includes('Review: open'), 30_000, 'the page');
  const dock = await runCli(['dock', '--place', port], { env });
  return {
    url: dock.stdout.trim(),
    kill: () => void child.kill('SIGKILL'),
    interrupt: () => void child.kill('SIGINT'),
    outcome,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await outcome;
    },
  };
}

async function withPage(
  { url }: OpenReview,
  body: (page: Page) => Promise<void>,
  options: Parameters<typeof openDockPage>[2] = {},
): Promise<void> {
  await using opened = await openDockPage(await browserOf(), url, {
    viewport: { width: 1200, height: 1000 },
    ...options,
  });
  await opened.page.getByText('Found. Change what you like').waitFor({ timeout: 60_000 });
  await body(opened.page);
  assert.equal(opened.faults, []);
}

const items = (page: Page): Promise<string> => text(page, '.items .what strong');
const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
/** The choice in the list, by the words of its sentence. */
async function chooseWords(page: Page, words: string): Promise<void> {
  await page.locator('.items li', { hasText: words }).first().click();
}

/** How alike the mix is to an effect at a time (s), and how far off it lies, in samples. */
function heardIn(
  file: string,
): (sfx: string, at: number) => { readonly likeness: number; readonly off: number } {
  const { samples } = sound(file);
  const beeps = beepsIn(samples);
  return (sfx, at) => {
    const second = Math.floor(at);
    const expected = Math.round((beeps[second] ?? 0) - BEEP_AT + (at - second) * RATE);
    const place = locate(samples, sound(join(bundledLibrary, `${sfx}.wav`)).samples, expected, 400);
    return { likeness: place.likeness, off: place.at - expected };
  };
}

testWithModel('by keyboard alone: veto, swap, nudge, add, undo; the mix has just that', async () => {
  const output = join(folder, 'mixed.mp4');
  await using review = await openReview(
    show.mp4,
    '-o',
    output,
    '--threshold',
    '0.1',
    '--duck',
    '0',
    '--gain',
    '6',
  );
  await withPage(review, async (page) => {
    assert.match(await items(page), /\|/, 'several effects are found');
    await chooseWords(page, 'twenty five dollars');
    const vetoed = await text(page, '#chosen strong');
    await press(page, 'v');
    await page.locator('.items li.vetoed').waitFor();
    await chooseWords(page, 'next item');
    await press(page, 's');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('boing');
    await press(page, 'Enter');
    await sees(page, 'instead of');
    await press(page, '[', '[', '[');
    await sees(page, 'was at 0:09.0');
    // An effect by hand where the player is, and one that is taken back.
    await page.evaluate("document.querySelector('video').currentTime = 13.25");
    await press(page, 'a');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('air-horn');
    await press(page, 'Enter');
    await page.locator('.items li', { hasText: 'air-horn' }).waitFor();
    await press(page, 'a');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('applause');
    await press(page, 'Enter');
    await page.locator('.items li', { hasText: 'applause' }).waitFor();
    await press(page, 'z');
    await page.locator('.items li', { hasText: 'applause' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Mix recording' }).click();
    await page.getByText(`Mixed: ${output}`).waitFor({ timeout: 60_000 });
    const fetching = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the file elsewhere' }).click();
    const fetched = await fetching;
    assert.is(fetched.suggestedFilename(), 'mixed.mp4');
    assert.ok(readFileSync(await fetched.path()).equals(readFileSync(output)));
    const heard = heardIn(output);
    for (const [sfx, at] of [
      ['boing', 8.7],
      ['air-horn', 13.25],
    ] as const) {
      const { likeness, off } = heard(sfx, at);
      assert.ok(likeness > 0.5, `${sfx} is there (likeness ${likeness.toFixed(2)})`);
      assert.ok(Math.abs(off) <= 48, `${sfx} is off by ${off} samples`);
    }
    assert.ok(heard(vetoed, 4).likeness < 0.2, 'what was vetoed is not there');
    const sheet = JSON.parse(readFileSync(join(folder, 'mixed.cues.json'), 'utf8')) as {
      cues: { sfx: string; at: number }[];
    };
    assert.equal(
      sheet.cues.filter(({ sfx }) => ['boing', 'air-horn'].includes(sfx)).map(({ at }) => at),
      [8.7, 13.25],
    );
  });
  review.interrupt();
  const { code, stderr } = await review.outcome;
  assert.is(code, 0);
  assert.match(stderr, /looking through/);
});

testWithModel('what was decided outlives a killed process, and two pages see the same', async () => {
  const output = join(folder, 'kept.mp4');
  const decide = async (page: Page): Promise<void> => {
    await chooseWords(page, 'next item');
    await press(page, 'v');
    await page.locator('.items li.vetoed').waitFor();
  };
  {
    await using review = await openReview(show.mp4, '-o', output, '--threshold', '0.1');
    await withPage(review, async (page) => {
      await withPage(review, async (other) => {
        await decide(page);
        await other.locator('.items li.vetoed').waitFor();
        // A slider of one page is that of the other.
        await other.getByRole('slider', { name: 'Threshold' }).fill('0.9');
        await page.getByText('90 %').first().waitFor();
      });
      await page.reload();
      await page.locator('.items li.vetoed').waitFor();
      // Nobody else works on it meanwhile.
      const second = await runCli(['review', show.mp4, '-o', output], { env });
      assert.is(second.code, 2);
      assert.match(second.stderr, /is open in another momentfx review/);
      // What a page shows as done is in the file.
      await chooseWords(page, 'twenty five dollars');
      await press(page, 's');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('boing');
      await press(page, 'Enter');
      await sees(page, 'instead of');
      review.kill();
    });
  }
  await using again = await openReview(show.mp4, '-o', output, '--threshold', '0.1');
  await withPage(again, async (page) => {
    await page.locator('.items li.vetoed').waitFor();
    await page.getByText('90 %').first().waitFor();
    await sees(page, 'instead of');
  });
  again.interrupt();
  assert.not.match((await again.outcome).stderr, /looking through/, 'what was found is kept');
  const other = await runCli(['review', show.flv, '-o', output], { env });
  assert.is(other.code, 2);
  assert.match(other.stderr, /kept\.review\.json is the review of .*show\.mp4/);
});

testWithModel('a recording that browsers do not play is copied for them, and plays', async () => {
  const old = join(folder, 'old.ts');
  ffmpeg(`-i ${show.mp4} -c:v mpeg2video -q:v 5 -c:a mp2 ${old}`);
  await using review = await openReview(old, '--threshold', '0.1');
  await withPage(review, async (page) => {
    await page.locator('video').waitFor({ timeout: 60_000 });
    const playing = (): Promise<number> =>
      page.evaluate<number>("document.querySelector('video').currentTime");
    await page.locator('.items').focus();
    await press(page, ' ');
    const late = performance.now() + 20_000;
    while ((await playing()) <= 0.5) {
      assert.ok(performance.now() < late, 'it plays');
      await page.waitForTimeout(100);
    }
  });
});

/** In the page: notes when each effect begins, by the recording's clock, and how loud. */
const NOTED = `
  globalThis.heard = [];
  const gains = new Map();
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof GainNode) gains.set(this, to);
    return connect.call(this, to, ...more);
  };
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when, offset) {
    const at = document.querySelector('video').currentTime + when - this.context.currentTime - offset;
    heard.push({ at, factor: gains.get(this).gain.value });
    return start.call(this, when, offset);
  };
`;

testWithModel('the page plays effects where the mix has them, and as loud', async () => {
  const output = join(folder, 'loud.mp4');
  const mixing = ['--audio-codec', 'flac', '--duck', '0', '--gain', '3', '--limiter', 'off'];
  await using review = await openReview(show.mp4, '-o', output, '--threshold', '0.99', ...mixing);
  await withPage(review, async (page) => {
    await page.evaluate(NOTED);
    while (await page.evaluate<boolean>("document.querySelector('video').readyState < 3"))
      await page.waitForTimeout(50);
    await page.evaluate("document.querySelector('video').currentTime = 9.4");
    await press(page, 'a');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('ding');
    await press(page, 'Enter');
    await page.locator('.items li', { hasText: 'ding' }).first().waitFor();
    // The talk has been measured.
    await page.waitForTimeout(1_500);
    await page.evaluate("document.querySelector('video').currentTime = 4.4");
    await page.locator('.items').focus();
    await press(page, ' ');
    const heard = async () => page.evaluate<{ at: number; factor: number }[]>('heard');
    const late = performance.now() + 30_000;
    while ((await heard()).length === 0) {
      assert.ok(performance.now() < late, 'it is heard');
      await page.waitForTimeout(500);
      // On a busy machine a seek may still be under way when the key is pressed: a person presses it again.
      if (await page.evaluate<boolean>("document.querySelector('video').paused")) await press(page, ' ');
    }
    const last = (await heard()).at(-1);
    assert.ok(Math.abs((last?.at ?? 0) - 9.4) < 0.1, `at ${last?.at}`);
    await page.getByRole('button', { name: 'Mix recording' }).click();
    await page.getByText(`Mixed: ${output}`).waitFor({ timeout: 60_000 });
    const peakOf = (samples: Float32Array): number =>
      samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const mixed = sound(output).samples.subarray(Math.round(9.4 * RATE), Math.round(9.9 * RATE));
    const own = sound(join(bundledLibrary, 'ding.wav')).samples;
    // FFmpeg makes one channel of two by their sum over √2.
    const factor = peakOf(mixed) / Math.SQRT2 / peakOf(own);
    const off = 20 * Math.log10((last?.factor ?? 0) / factor);
    assert.ok(Math.abs(off) < 1, `${off.toFixed(2)} dB louder than in the mix`);
  });
});

testWithModel('axe finds nothing, light and dark, narrow and wide; nothing sticks out', async () => {
  await using review = await openReview(show.mp4, '-o', join(folder, 'axe.mp4'), '--threshold', '0.1');
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [320, 1200])
      await withPage(
        review,
        async (page) => {
          assert.equal(await violations(page), []);
          const sticksOut = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
          assert.not.ok(sticksOut);
        },
        { colorScheme, viewport: { width, height: 900 } },
      );
});

testWithModel(
  'the recording is served to whoever has its address alone, in the ranges asked for',
  async () => {
    await using review = await openReview(show.mp4, '-o', join(folder, 'ranges.mp4'));
    let address = '';
    await withPage(review, async (page) => {
      address = (await page.locator('video').getAttribute('src')) ?? '';
    });
    const { port } = new URL(review.url);
    const get = (path: string, headers: Record<string, string> = {}) =>
      new Promise<{ readonly status: number | undefined; readonly body: Buffer }>((resolve, reject) => {
        request({ port, path, headers, host: '127.0.0.1' }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
        })
          .on('error', reject)
          .end();
      });
    const whole = readFileSync(show.mp4);
    const part = await get(address, { range: 'bytes=100-199' });
    assert.is(part.status, 206);
    assert.ok(part.body.equals(whole.subarray(100, 200)));
    assert.ok((await get(address)).body.equals(whole));
    assert.is((await get(address, { range: `bytes=${whole.length}-` })).status, 416);
    assert.is((await get(address.replace(/media\/./, 'media/!'))).status, 404);
    assert.is((await get('/media/original')).status, 404);
    assert.is((await get(address, { host: 'evil.example' })).status, 403);
    assert.is((await get(address, { 'sec-fetch-site': 'cross-site' })).status, 404);
    assert.is((await get(address, { 'sec-fetch-site': 'same-origin' })).status, 200);
  },
);

testWithModel('a stop while effects are still looked for ends properly', async () => {
  const review = await openReview(show.flv, '-o', join(folder, 'early.mp4'));
  review.interrupt();
  const { code, stderr } = await review.outcome;
  assert.is(code, 0, stderr);
  assert.not.match(stderr, /nothing was written|Found/);
});

test('what cannot be reviewed is told before anything begins', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['rtmp://127.0.0.1/live/x'], /Only a file can be reviewed/],
    [[join(folder, 'nowhere.mp4')], /nowhere\.mp4/],
    [[show.mp4, '-o', show.mp4], /would overwrite the recording/],
    [[show.mp4, '--cues', join(folder, 'show.fx.mp4')], /show\.fx\.mp4 would overwrite/],
    [[show.mp4, '--asr', 'ws://127.0.0.1:1/x'], /is for live input/],
    [[show.mp4, '--place', 'here'], /names no place/],
  ];
  for (const [words, expected] of cases) {
    const { code, stderr } = await runCli(['review', ...words], { env });
    assert.is(code, 2, words.join(' '));
    assert.match(stderr, expected);
  }
});

test.run();
