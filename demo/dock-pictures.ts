/**
 * Takes the pictures of the dock in docs/dock: `node scripts/run.mjs demo/dock-pictures.ts [FOLDER]`. Needs Chromium, and FFmpeg, which
 * makes them small.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launchDockBrowser, openDockPage } from '../test/plugin/control/page-browser.ts';
import { openPageServer } from '../test/plugin/control/page-show.ts';

const [folder = join(import.meta.dirname, '..', 'docs', 'dock')] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchDockBrowser();
await using show = await openPageServer();
const FEW_COLOURS = 'split[a][b];[a]palettegen=max_colors=48[p];[b][p]paletteuse=dither=none';
const PICTURES = [
  { name: 'narrow-light', width: 300, height: 1000, colorScheme: 'light', locale: 'en-US' },
  { name: 'narrow-dark', width: 300, height: 1000, colorScheme: 'dark', locale: 'en-US' },
  { name: 'wide-light', width: 1200, height: 900, colorScheme: 'light', locale: 'en-US' },
  { name: 'wide-dark', width: 1200, height: 900, colorScheme: 'dark', locale: 'en-US' },
] as const;
try {
  for (const { name, width, height, colorScheme, locale } of PICTURES) {
    await using dock = await openDockPage(browser, show.server.url, {
      ...{ colorScheme, locale, viewport: { width, height } },
    });
    await dock.page.locator('.cue').first().waitFor();
    const path = resolve(folder, `${name}.png`);
    const input = await dock.page.screenshot();
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'png_pipe', '-i', '-', '-vf', FEW_COLOURS, path], {
      input,
    });
    if (dock.faults.length > 0) throw new Error(dock.faults.join('\n'));
    console.log(path);
  }
} finally {
  await browser.close();
}
