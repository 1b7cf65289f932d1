/** The page of a fleet in Chromium: who works, what is dead, and what an operator asks; viewers only look. */
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { redisPlace } from '../../../src/plugin/fleet/connection.ts';
import { serveFleet } from '../../../src/plugin/fleet/serve/server.ts';
import { startRedis } from '../../support/redis.ts';
import { scratch } from '../../support/scratch.ts';
import { within } from '../../support/within.ts';
import { browserOf, closeBrowser, openDockPage, sees, text, violations } from '../control/page-browser.ts';
import { connectFleet, makeWork, reaches, startWorker } from './support.ts';

const folder = scratch('fleet-page');
const { sheet } = makeWork(folder);
const redis = await startRedis(folder);
const fleet = await connectFleet({ redis: redis.url });
const worker = await startWorker(redis.url, ['--concurrency', '2', '--name', 'studio-one']);
const server = await serveFleet({
  redis: await redisPlace({ redis: redis.url }),
  place: { port: 0 },
  version: 'test',
  tell: () => undefined,
  stateFolder: join(folder, 'state'),
});
test.after(async () => {
  await closeBrowser();
  worker.child.kill('SIGTERM');
  await worker.outcome;
  await within(Promise.resolve(server[Symbol.asyncDispose]()), 10_000, 'the server ends');
  await fleet[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const missing = join(folder, 'missing.mkv');
const dead = await fleet.submit({ input: missing, output: join(folder, 'b.mkv'), fromCues: sheet });
await reaches(fleet, dead.id, 'dead');

async function withFleetPage(
  url: string,
  body: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  await using opened = await openDockPage(await browserOf(), url, options);
  await opened.page.locator('.workers strong', { hasText: 'studio-one' }).waitFor();
  await body(opened.page);
  assert.equal(opened.faults, []);
}

test('a viewer sees workers, queues and dead jobs with their line, in both languages, and no button', async () => {
  await withFleetPage(server.viewerUrl, async (page) => {
    await sees(page, 'There is no file');
    await sees(page, 'You are looking on');
    assert.match(await text(page, '.overview'), /1 worker 0 sessions, 0 recordings/);
    assert.is(await page.locator('main button').count(), 0);
    assert.equal(await violations(page), []);
    await page.getByLabel('Language').selectOption('zh');
    await sees(page, '失败的任务');
    assert.is(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
  });
});

test('an operator, by keyboard: a job is run again, a worker is looked for and drained', async () => {
  await withFleetPage(
    server.url,
    async (page) => {
      assert.equal(await violations(page), []);
      const again = page.getByRole('button', { name: 'Run again' });
      // Escape asks for nothing, and gives the focus back.
      await again.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      assert.equal(await violations(page), []);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.is((await fleet.job(dead.id)).attempts, 1);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await sees(page, '2 attempts');
      await page.getByRole('searchbox').fill('elsewhere');
      await page.locator('.workers li').waitFor({ state: 'detached' });
      await page.getByRole('searchbox').fill('STUDIO');
      await page.getByRole('button', { name: 'Drain' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
      await sees(page, 'No worker runs.');
      await within(worker.outcome, 20_000, 'the worker ends');
    },
    { viewport: { width: 1200, height: 900 }, colorScheme: 'dark' },
  );
});

test('Redis goes and comes back: the page says so', async () => {
  await using opened = await openDockPage(await browserOf(), server.url);
  await sees(opened.page, 'There is no file');
  await redis.stop();
  await sees(opened.page, 'Redis does not answer since');
  await redis.start();
  await opened.page.getByText('Redis does not answer since').waitFor({ state: 'detached' });
  assert.equal(opened.faults, []);
});

test.run();
