/** `momentfx review` as a process: what it keeps, what it serves and to whom, how it ends, what it refuses. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { closeBrowser, sees } from '../control/page-browser.ts';
import { chooseWords, openReview, press, takeEffect, withPage } from './open-review.ts';
import { ownCache } from './own-cache.ts';
import { makeShow } from '../live/show.ts';

test.after(closeBrowser);

const folder = scratch('review-command');
const show = makeShow(folder);
const env = { XDG_STATE_HOME: join(folder, 'state'), ...ownCache(folder) };

const open = (input: string, ...words: string[]) =>
  openReview(env, input, '--asr', `captions:${show.captions}`, ...words);

testWithModel('what was decided outlives a killed process, and two pages see the same', async () => {
  const output = join(folder, 'kept.mp4');
  const decide = async (page: Page): Promise<void> => {
    await chooseWords(page, 'next item');
    await press(page, 'v');
    await page.locator('.items li.vetoed').waitFor();
  };
  {
    await using review = await open(show.mp4, '-o', output, '--threshold', '0.1');
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
      await takeEffect(page, 's', 'boing');
      await sees(page, 'instead of');
      review.kill();
    });
  }
  await using again = await open(show.mp4, '-o', output, '--threshold', '0.1');
  await withPage(again, async (page) => {
    await page.locator('.items li.vetoed').waitFor();
    await page.getByText('90 %').first().waitFor();
    await sees(page, 'instead of');
    // So can be undone what was done before.
    await press(page, 'z');
    await page.getByText('instead of').waitFor({ state: 'detached' });
  });
  again.interrupt();
  assert.not.match((await again.outcome).stderr, /looking through/, 'what was found is kept');
  const other = await runCli(['review', show.flv, '-o', output], { env });
  assert.is(other.code, 2);
  assert.match(other.stderr, /kept\.review\.json is the review of .*show\.mp4/);
});

testWithModel(
  'the recording is served to whoever has its address alone, in the ranges asked for',
  async () => {
    await using review = await open(show.mp4, '-o', join(folder, 'ranges.mp4'));
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
    // Another token ends the first one while the review runs.
    const renewed = (await runCli(['dock', '--place', port, '--renew'], { env })).stdout.trim();
    const effect = (url: string) =>
      get('/effects/ding.wav', { authorization: `Bearer ${new URL(url).hash.slice(1)}` });
    assert.equal([(await effect(review.url)).status, (await effect(renewed)).status], [401, 200]);
    await withPage({ ...review, url: renewed }, async (page) => sees(page, 'Mix recording'));
  },
);

testWithModel('a stop while effects are still looked for ends properly', async () => {
  const review = await open(show.flv, '-o', join(folder, 'early.mp4'));
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
    [[show.mp4, '--asr', 'dock'], /--asr dock is for live input/],
    [[show.mp4, '--asr', 'obs:Captions'], /--asr obs is for live input/],
    [[show.mp4, '--place', 'here'], /names no place/],
    [
      [show.mp4, '--place', '0.0.0.0:9466'],
      /The page at 0\.0\.0\.0 .* Keep to 127\.0\.0\.1, as in --place 9466/,
    ],
  ];
  for (const [words, expected] of cases) {
    const { code, stderr } = await runCli(['review', ...words], { env });
    assert.is(code, 2, words.join(' '));
    assert.match(stderr, expected);
  }
});

test.run();
