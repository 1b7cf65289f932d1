/** The demo's page in Chromium: it shows what was found, plays from where one clicks, and reaches for nothing outside its folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BROWSER } from '../../demo/browser.ts';
import { ShowRecord, writePage } from '../../demo/show.ts';
import { bundledLibrary } from '../../src/plugin/paths.ts';
import type { CueSheet } from '../../src/plugin/cue-sheet.ts';
import type { DecorateSummary } from '../../src/plugin/decorate/session.ts';
import { fromSeconds } from '../../src/streams/time.ts';
import type { Moment } from '../../src/streams/values.ts';
import { subfolder } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';
import { modelFolder, testWithModel } from '../support/model.ts';
import { makeTalk } from '../support/talk.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = scratch('page');
let browser: Browser;

test.before(async () => {
  browser = await chromium.launch(BROWSER);
});
test.after(() => browser.close());

interface Watched {
  readonly page: Page;
  /** Console errors, thrown errors, and whatever was asked for outside the page's folder. */
  readonly faults: string[];
}

async function openPage(place: string): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1240, height: 860 } });
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const home = pathToFileURL(`${place}/`).href;
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(home)) faults.push(`a request to ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(place, 'index.html')).href);
  return { page, faults };
}

/** The player's state, once it plays. */
const playing = async (page: Page): Promise<{ src: string; time: number }> => {
  await page.waitForFunction('!video.paused && video.readyState >= 3');
  return page.evaluate<{ src: string; time: number }>(
    '({ src: video.currentSrc.split("/").pop(), time: video.currentTime })',
  );
};
const near = (actual: number, expected: number): void =>
  assert.ok(
    actual > expected - 1.5 && actual < expected + 2.5,
    `at ${actual} s, expected about ${expected} s`,
  );

testWithModel('the demo writes a folder whose page shows every cue and plays from it', async () => {
  const out = join(folder, 'demo');
  const run = spawnSync(
    process.execPath,
    [join(root, 'scripts/run.mjs'), 'demo/main.ts', '--out', out, '--no-open'],
    {
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, MOMENTFX_MODEL: modelFolder },
    },
  );
  assert.is(run.status, 0, run.stderr);
  assert.match(run.stdout, new RegExp(`Open ${out}/index.html\n$`));
  assert.equal(readdirSync(out).sort(), ['cues.json', 'decorated.mp4', 'index.html', 'original.mp4']);
  const { cues } = JSON.parse(readFileSync(join(out, 'cues.json'), 'utf8')) as CueSheet;
  assert.ok(cues.length > 2, `${cues.length} cues`);

  const { page, faults } = await openPage(out);
  assert.is(await page.locator('.cue').count(), cues.length);
  assert.is(await page.locator('svg .cue-mark').count(), cues.length);
  assert.ok((await page.locator('svg .word').count()) >= 8, 'the words of the talk');
  assert.ok((await page.locator('svg .moment').count()) >= cues.length, 'each cue comes from a moment');
  assert.match(
    (await page.locator('svg .moment title').first().textContent()) ?? '',
    /probability (?:0\.\d\d|1\.00) · runners-up \w/,
  );
  const wave = (await page.locator('svg .wave').getAttribute('d')) ?? '';
  assert.ok(wave.length > 10_000 && new Set(wave.split('V')).size > 100, 'the waveform has a shape');

  const last = cues.at(-1)!;
  await page.locator('.cue').last().click();
  const now = await playing(page);
  assert.is(now.src, 'decorated.mp4');
  near(now.time, last.at);
  await page.locator('#without').click();
  const other = await playing(page);
  assert.is(other.src, 'original.mp4');
  near(other.time, last.at + 0.5);
  await page.locator('svg .cue-mark').first().focus();
  await page.keyboard.press('Enter');
  near((await playing(page)).time, cues[0]!.at);
  assert.match((await page.locator('#detail').textContent()) ?? '', /probability/);

  const picture = join(folder, 'page.png');
  await page.screenshot({ path: picture, fullPage: true });
  assert.ok(statSync(picture).size > 40_000, 'the screenshot shows something');
  assert.equal(faults, []);
  await page.close();
});

test('text from a recording stays text', async () => {
  const hostile = '</script><img src=x onerror="alert(1)"><b>& "quotes" \u2028 __SHOW__ $& $1';
  const place = subfolder(folder, 'hostile');
  const { mp4 } = makeTalk(place);
  await copyFile(mp4, join(place, 'original.mp4'));
  await copyFile(mp4, join(place, 'decorated.mp4'));
  const at = fromSeconds(3);
  const moment: Moment = {
    start: at,
    end: fromSeconds(5),
    sfx: hostile,
    tag: 'prompt',
    probability: 0.9,
    alternatives: [{ sfx: 'ding', tag: 'prompt', score: 0.2 }],
  };
  const record = new ShowRecord();
  record.take({
    type: 'subtitle',
    subtitle: {
      id: 'a',
      start: at,
      end: fromSeconds(5),
      text: hostile,
      embedding: new Float32Array(1),
      final: true,
    },
  });
  const cue = {
    id: 'c',
    at,
    end: moment.end,
    sfx: hostile,
    tag: moment.tag,
    score: 0.9,
    subtitle: hostile,
    alternatives: moment.alternatives,
  };
  const summary = { cues: [cue], duration: fromSeconds(11.5) } as unknown as DecorateSummary;
  const template = await readFile(join(root, 'demo', 'page.html'), 'utf8');
  const facts = {
    folder: place,
    library: bundledLibrary,
    original: 'original.mp4',
    decorated: 'decorated.mp4',
    facts: hostile,
    summary,
    record,
  };
  await writeFile(join(place, 'index.html'), await writePage(template, facts));

  const { page, faults } = await openPage(place);
  assert.is(await page.evaluate('document.querySelector(".cue .what").firstChild.textContent'), hostile);
  assert.is(await page.locator('#facts').textContent(), hostile);
  assert.is(await page.locator('img').count(), 0);
  await page.locator('svg .word').click();
  near((await playing(page)).time, 3);
  assert.is(
    await page
      .locator('#said')
      .textContent()
      .then((text) => text === '' || text === hostile),
    true,
  );
  assert.equal(faults, []);
  await page.close();
});

test('the demo tells of a wrong option or folder in one line', () => {
  const demo = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'demo/main.ts', ...args], {
      encoding: 'utf8',
    });
  for (const [args, says] of [
    [['--loud'], /^demo: Unknown option '--loud'.*--out FOLDER.*\n$/],
    [['--out', '/dev/null/demo'], /^demo: The folder \/dev\/null\/demo cannot be made.*\n$/],
    [['/nowhere.mp4', '--out', join(folder, 'x')], /^demo: There is no file \/nowhere\.mp4.*\n$/],
  ] as const) {
    const { status, stderr } = demo(...args);
    assert.match(stderr, says);
    assert.is(status, 2);
  }
  assert.ok(existsSync(join(folder, 'x')));
});

test.run();
