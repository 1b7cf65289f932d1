/**
 * Takes the README's picture of the demo's page: `node scripts/run.mjs demo/screenshot.ts [FOLDER] [PICTURE]`.
 * FOLDER is what the demo wrote (default: demo/out); needs Chromium.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { BROWSER, SHOWN_AT } from './browser.ts';

const [folder = join(import.meta.dirname, 'out'), picture = join(import.meta.dirname, 'page.png')] =
  process.argv.slice(2);
const browser = await chromium.launch(BROWSER);
try {
  const page = await browser.newPage({ viewport: { width: 1240, height: 860 }, deviceScaleFactor: 1 });
  await page.goto(pathToFileURL(resolve(folder, 'index.html')).href);
  // A moment with something on the stage; the picture is taken once that frame is shown.
  await page.evaluate(SHOWN_AT);
  await page.screenshot({ path: resolve(picture), fullPage: true });
  console.log(resolve(picture));
} finally {
  await browser.close();
}
