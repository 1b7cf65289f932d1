/**
 * Takes the pictures of a review in docs/review: `node scripts/run.mjs demo/review-pictures.ts`. Needs Chromium, and FFmpeg, which makes
 * them small.
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
const FEW_COLOURS = 'split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none';
const PICTURES = [
  { name: 'wide-light', width: 1200, height: 980, colorScheme: 'light' },
  { name: 'narrow-dark', width: 340, height: 980, colorScheme: 'dark' },
] as const;
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
  mkdirSync(target, { recursive: true });
  for (const { name, width, height, colorScheme } of PICTURES) {
    await using opened = await openDockPage(browser, session.url, {
      colorScheme,
      viewport: { width, height },
    });
    const { page } = opened;
    const choose = async (nth: number): Promise<void> => {
      await page.locator('.items li').nth(nth).click();
      await page.keyboard.press('Enter');
    };
    await choose(3);
    if (name === 'wide-light') await page.keyboard.press('v');
    await choose(2);
    await page.evaluate('scrollTo(0, 0)');
    await page.waitForTimeout(1_000);
    const path = join(target, `${name}.png`);
    const words = ['-v', 'error', '-y', '-f', 'png_pipe', '-i', '-', '-vf', FEW_COLOURS, path];
    execFileSync('ffmpeg', words, { input: await page.screenshot() });
    console.log(path);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
