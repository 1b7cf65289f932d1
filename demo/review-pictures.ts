/**
 * Takes the picture of a review in docs/review: `node scripts/run.mjs demo/review-pictures.ts`. Needs Chromium, and FFmpeg, which makes
 * it small.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Address } from '../src/core/stream-url.ts';
import { chooseCheckpoint } from '../src/plugin/checkpoint.ts';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { ReviewSession } from '../src/plugin/review/session.ts';
import { launchDockBrowser, openDockPage } from '../test/plugin/control/page-browser.ts';

const talk = join(import.meta.dirname, 'talk.mp4');
const target = join(import.meta.dirname, '..', 'docs', 'review');
const folder = mkdtempSync(join(tmpdir(), 'momentfx-review-'));
const { folder: model, manifest } = await chooseCheckpoint(undefined);
const browser = await launchDockBrowser();
try {
  await using session = await ReviewSession.open({
    ...{ input: new Address(talk), file: talk, manifest, version: 'demo' },
    output: join(folder, 'talk.fx.mp4'),
    cueSheet: join(folder, 'talk.fx.cues.json'),
    keptFile: join(folder, 'talk.fx.review.json'),
    settings: { ...resolveSettings({}), model },
    place: { host: '127.0.0.1', port: 0 },
    signal: new AbortController().signal,
    stateFolder: folder,
    warn: (line) => console.error(line),
    onProgress: () => undefined,
  });
  await session.find();
  await using opened = await openDockPage(browser, session.url, {
    colorScheme: 'light',
    viewport: { width: 1200, height: 860 },
  });
  const { page } = opened;
  await page.locator('.items li').nth(3).dblclick();
  await page.keyboard.press('v');
  await page.locator('.items li').nth(1).dblclick();
  await page.waitForTimeout(1_000);
  mkdirSync(target, { recursive: true });
  const colours = 'split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none';
  const words = [
    '-v',
    'error',
    '-y',
    '-f',
    'png_pipe',
    '-i',
    '-',
    '-vf',
    colours,
    join(target, 'wide-light.png'),
  ];
  execFileSync('ffmpeg', words, { input: await page.screenshot() });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
