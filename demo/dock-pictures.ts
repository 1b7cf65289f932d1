/**
 * Takes the pictures of the dock in docs/dock: `node scripts/run.mjs demo/dock-pictures.ts [FOLDER [LOCALE]]`. Needs Chromium,
 * FFmpeg, which makes them small, and for `zh-CN` a font that has the characters.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launchDockBrowser, openDockPage } from '../test/plugin/control/page-browser.ts';
import { openPageServer } from '../test/plugin/control/page-show.ts';

const [folder = join(import.meta.dirname, '..', 'docs', 'dock'), locale = 'en-US'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchDockBrowser();
await using show = await openPageServer();
const FEW_COLOURS = 'split[a][b];[a]palettegen=max_colors=48[p];[b][p]paletteuse=dither=none';
const PICTURES = [
  { name: 'narrow-light', width: 300, height: 1000, colorScheme: 'light' },
  { name: 'narrow-dark', width: 300, height: 1000, colorScheme: 'dark' },
  { name: 'wide-light', width: 1200, height: 900, colorScheme: 'light' },
  { name: 'wide-dark', width: 1200, height: 900, colorScheme: 'dark' },
] as const;
try {
  for (const { name, width, height, colorScheme } of PICTURES) {
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
