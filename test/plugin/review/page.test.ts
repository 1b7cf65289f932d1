/** A recording reviewed in Chromium: what is changed on the page is what the mix has, sample for sample. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';
import { closeBrowser, sees, text, violations } from '../control/page-browser.ts';
import { chooseEffect, chooseWords, openReview, press, takeEffect, withPage } from './open-review.ts';
import { ownCache } from './own-cache.ts';
import { BEEP_AT, beepsIn, locate, makeShow, RATE, sound } from '../live/show.ts';

test.after(closeBrowser);

const folder = scratch('review-page');
const show = makeShow(folder);
const env = { XDG_STATE_HOME: join(folder, 'state'), ...ownCache(folder) };

const open = (input: string, ...words: string[]) =>
  openReview(env, input, '--asr', `captions:${show.captions}`, ...words);
const items = (page: Page): Promise<string> => text(page, '.items .what strong');

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
  await using review = await open(show.mp4, '-o', output, '--threshold', '0.1', '--duck', '0', '--gain', '6');
  await withPage(review, async (page) => {
    assert.match(await items(page), /\|/, 'several effects are found');
    await chooseWords(page, 'twenty five dollars');
    const vetoed = await text(page, '#chosen strong');
    // As while an input method composes.
    await page.evaluate(
      "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: 'KeyV', bubbles: true }))",
    );
    await page.locator('.items li.vetoed').waitFor();
    await chooseWords(page, 'next item');
    await takeEffect(page, 's', 'boing');
    await sees(page, 'instead of');
    // What is shown lags behind what was asked: no nudge is lost.
    for (let i = 0; i < 3; i += 1) {
      await press(page, '[');
      await page.waitForTimeout(130);
    }
    await sees(page, 'was at 0:09.0');
    await page.locator('.items li', { hasText: '0:08.7' }).waitFor();
    await press(page, 'm');
    await sees(page, '1 muted');
    await press(page, 'z');
    await page.getByText('1 muted').waitFor({ state: 'detached' });
    // An effect by hand where the player is, though the page has not been told of the seek yet, and one that is taken back.
    await page.evaluate(
      "document.querySelector('video').currentTime = 13.25;" +
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }))",
    );
    await chooseEffect(page, 'air-horn');
    await page.locator('.items li', { hasText: 'air-horn' }).waitFor();
    await takeEffect(page, 'a', 'applause');
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

testWithModel('a recording that browsers do not play is copied for them, and plays', async () => {
  const old = join(folder, 'old.ts');
  ffmpeg(`-i ${show.mp4} -c:v mpeg2video -q:v 5 -c:a mp2 ${old}`);
  await using review = await open(old, '--threshold', '0.1');
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
  await using review = await open(show.mp4, '-o', output, '--threshold', '0.99', ...mixing);
  await withPage(review, async (page) => {
    await page.evaluate(NOTED);
    while (await page.evaluate<boolean>("document.querySelector('video').readyState < 3"))
      await page.waitForTimeout(50);
    await page.evaluate("document.querySelector('video').currentTime = 9.4");
    await takeEffect(page, 'a', 'ding');
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
  await using review = await open(show.mp4, '-o', join(folder, 'axe.mp4'), '--threshold', '0.1');
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

test.run();
