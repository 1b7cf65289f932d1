/** How the demo's page is opened for a picture or a test: Debian's Chromium, no screen, no network of its own. */
import type { LaunchOptions } from 'playwright-core';

export const BROWSER: LaunchOptions = {
  executablePath: process.env['MOMENTFX_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** In the page: shows the recording as it is a little after its second cue, and waits for that picture. */
export const SHOWN_AT = `new Promise((resolve, reject) => {
  const video = document.getElementById('video');
  const cue = show.cues[1] ?? show.cues[0];
  video.addEventListener('seeked', () => requestAnimationFrame(() => requestAnimationFrame(resolve)), { once: true });
  video.addEventListener('error', () => reject(new Error('the recording does not play')), { once: true });
  video.controls = false;
  video.currentTime = cue ? cue.at + 0.4 : 1;
})`;
