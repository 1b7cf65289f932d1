/** The dock's page in Chromium against the real control server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { packageFile } from '../../../src/core/paths.ts';
import { until } from '../../support/until.ts';
import { browserOf, closeBrowser, openDockPage, sees, text, violations, withDock } from './page-browser.ts';
import { moment, openPageServer, PAGE_SHOW } from './page-show.ts';

test.after(closeBrowser);

test('what the server knows is shown, and so is what changes', () =>
  withDock(async (page, show) => {
    const lights = await text(page, '.lights');
    for (const words of [
      /connected/,
      /on air/,
      /lost; tries again/,
      /busy: 5 windows wait/,
      /8\.0 s/,
      /1\.8 s to spare/,
    ])
      assert.match(lights, words);
    assert.match(await text(page, '.cues'), /in [\d.]+ s.*box-open.*decided.*cash-register.*may be changed/);
    const before = await text(page, '.before');
    assert.match(before, /laughter humor not played: came too late to be mixed/);
    assert.match(before, /gasp surprise no effect: its kind is muted/);
    assert.match(before, /applause others played \(by hand\)/);
    assert.match(await text(page, '.said'), /Only twenty five dollars/);
    assert.is(await page.locator('.strip .moment').count(), 8);
    show.change({
      moments: [moment('m8', 107.5, 'laughter', { subtitle: 'A good one.' })],
      subtitles: [{ id: 's9', start: 107, end: 109, text: 'A good one.', final: true }],
      status: {
        ...PAGE_SHOW.status,
        playhead: 101,
        analysis: { level: 'red', text: 'down; no effects until it is back' },
      },
    });
    await sees(page, 'down; no effects until it is back');
    assert.match(await text(page, '.cues'), /laughter/);
    await page.locator('[role="status"].unseen', { hasText: /Coming: laughter in \d s/ }).waitFor();
    show.change({
      gone: { moments: ['m8'] },
      moments: [moment('m5', 100.9, 'box-open', { state: 'played' })],
    });
    await page.locator('.before .played strong', { hasText: 'box-open' }).waitFor();
    assert.not.match(await text(page, '.cues'), /laughter|box-open/);
  }));

test('what the show cannot do is not offered', async () => {
  const offered = async (page: Page): Promise<readonly [sliders: number, delays: number]> => [
    await page.locator('.whole input[type=range]').count(),
    await page.locator('.whole input[type=number]').count(),
  ];
  await withDock(async (page) => assert.equal(await offered(page), [4, 1]));
  await withDock(
    async (page, show) => {
      show.change({ inForce: { ...PAGE_SHOW.inForce, gain: -7 } });
      await page.locator('.whole output', { hasText: '-7 dB' }).waitFor();
      assert.equal(await offered(page), [3, 0]);
    },
    { show: { ...PAGE_SHOW, unavailable: ['delay', 'duck'] } },
  );
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [300, 1200])
    test(`axe finds nothing, ${colorScheme}, ${width} px; nothing sticks out`, () =>
      withDock(
        async (page, show) => {
          await page.getByText('Effects (').click();
          assert.equal(await violations(page), []);
          await page.keyboard.press('Escape');
          await page.locator('.cues').focus();
          await page.keyboard.press('s');
          await page.getByRole('dialog').waitFor();
          assert.equal(await violations(page), [], 'with the dialog');
          await page.keyboard.press('Escape');
          show.change({ inForce: { ...PAGE_SHOW.inForce, panicked: true }, moments: [] });
          await page.getByRole('button', { name: /Silenced/ }).waitFor();
          await show.server.close();
          await page.locator('.lost').waitFor();
          assert.equal(await violations(page), [], 'silenced, and without a connection');
          assert.is(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
        },
        { colorScheme, viewport: { width, height: 800 }, allowed: /ERR_CONNECTION_REFUSED/ },
      ));

test('the token leaves the address bar and outlives a reload; another tab has none', () =>
  withDock(async (page, show) => {
    const bare = new URL('/', show.server.url).href;
    assert.is(page.url(), bare);
    await page.reload();
    await page.locator('.cue').first().waitFor();
    assert.is(page.url(), bare);
    await using other = await openDockPage(await browserOf(), bare);
    await sees(other.page, 'This address has no token');
    await using wrong = await openDockPage(await browserOf(), `${bare}#${'x'.repeat(43)}`);
    await sees(wrong.page, 'The token is not right');
  }));

test('it comes back when the server does, says so meanwhile, and shows the new show', async () => {
  const first = await openPageServer();
  const { port, url } = first.server;
  await using dock = await openDockPage(await browserOf(), url);
  const { page } = dock;
  await page.locator('.cue').first().waitFor();
  await first.server.close();
  await sees(page, 'The show has ended. Looking for the next one');
  await page.keyboard.press('v');
  assert.equal(first.asked, []);
  await using second = await openPageServer(
    { ...PAGE_SHOW, moments: [moment('n1', 105, 'drum-roll')] },
    port,
  );
  await page.locator('.cue', { hasText: 'drum-roll' }).waitFor({ timeout: 15_000 });
  assert.is(await page.locator('.lost').count(), 0);
  await page.waitForTimeout(800);
  await page.keyboard.press('v');
  await until(() => second.asked.length === 1, 5_000, 'a veto');
});

test('a browser that keeps nothing shows it all the same', async () => {
  await using show = await openPageServer();
  const context = await (await browserOf()).newContext();
  const page = await context.newPage();
  for (const place of ['localStorage', 'sessionStorage'])
    await page.addInitScript(
      `Object.defineProperty(globalThis, '${place}', { get() { throw new DOMException('denied', 'SecurityError'); } })`,
    );
  await page.goto(show.server.url);
  await page.locator('.cue').first().waitFor();
  await context.close();
});

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

test('text of subtitles, effects and faults stays text', () =>
  withDock(
    async (page, show) => {
      await sees(page, HOSTILE);
      assert.is(await page.locator('img').count(), 0);
      assert.is(await page.title(), 'momentfx');
      assert.ok((await text(page, '.said')).includes(HOSTILE));
      show.change({ moments: [moment('h2', 90, HOSTILE, { state: 'rejected', reason: HOSTILE })] });
      await page.locator('.before', { hasText: HOSTILE }).waitFor();
      assert.is(await page.locator('img').count(), 0);
    },
    {
      show: {
        ...PAGE_SHOW,
        subtitles: [{ id: 'h', start: 100, end: 103, text: HOSTILE, final: true }],
        moments: [moment('h1', 104, HOSTILE, { subtitle: HOSTILE })],
      },
    },
  ));

test('a viewer sees the show and nothing that acts', () =>
  withDock(
    async (page, show) => {
      await sees(page, 'You are looking on');
      assert.match(await text(page, '.cues'), /cash-register/);
      assert.is(await page.locator('button, input, [role="listbox"], details').count(), 0);
      for (const key of ['x', 'v', '1']) await page.keyboard.press(key);
      await page.waitForTimeout(300);
      assert.equal(show.asked, []);
      assert.equal(await violations(page), []);
    },
    { viewer: true },
  ));

test('in Chinese for a browser that speaks it, or by the switch', () =>
  withDock(
    async (page) => {
      assert.is(await page.evaluate('document.documentElement.lang'), 'zh-CN');
      const all = await text(page, 'body');
      assert.match(all, /紧急：全部静音/);
      assert.match(all, /繁忙：5 个窗口在等待/);
      assert.match(all, /未播放：来不及混音/);
      assert.not.match(all, /on air|played|Veto|cash-register/);
      assert.match(all, /选中的音效：收银机/);
      await page.getByLabel('搜索音效').first().fill('收银');
      await page.locator('.pad').nth(1).waitFor({ state: 'detached' });
      assert.equal(await violations(page), []);
      await page.getByLabel('语言').selectOption('en');
      await page.getByRole('button', { name: 'PANIC' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'PANIC' }).waitFor();
    },
    { locale: 'zh-CN' },
  ));

test('what somebody did to a moment, and the sensitivity in force, are shown', () =>
  withDock(async (page, show) => {
    const pressed = (level: string): Promise<string | null> =>
      page.getByRole('button', { name: level, exact: true }).getAttribute('aria-pressed');
    assert.equal([await pressed('normal'), await pressed('high')], ['true', 'false']);
    const [played] = PAGE_SHOW.moments;
    const waiting = PAGE_SHOW.moments.find(({ id }) => id === 'm6');
    assert.ok(played !== undefined && waiting !== undefined);
    show.change({
      moments: [
        { ...waiting, sfx: 'ding', swappedFrom: 'cash-register', nudged: -0.2 },
        { ...played, nudged: 0.3 },
      ],
    });
    await sees(page, 'instead of cash-register');
    await sees(page, 'moved −200 ms');
    assert.match(await text(page, '.before'), /moved \+300 ms/);
    show.change({ inForce: { ...PAGE_SHOW.inForce, sensitivity: 'high' } });
    await page.locator('button[aria-pressed=true]', { hasText: 'high' }).waitFor();
  }));

test('the settings of the last show are offered with what they are, and once', () =>
  withDock(
    async (page, show) => {
      const button = page.getByRole('button', { name: 'As in the last show' });
      await button.waitFor();
      assert.match(
        await text(page, '.last-show'),
        /quiet · Threshold 75 % · Muted kinds humor · Mute boing, ding/,
      );
      assert.equal(await violations(page), []);
      await button.click();
      await button.waitFor({ state: 'detached' });
      assert.equal(show.asked, [{ type: 'resume' }]);
    },
    {
      show: {
        ...PAGE_SHOW,
        lastShow: {
          at: 1_700_000_000_000,
          set: { quiet: true, threshold: 0.75, mutedTags: ['humor'], mutedEffects: ['boing', 'ding'] },
        },
      },
    },
  ));

test('many changes a second are at most ten updates a second', () =>
  withDock(async (page, show) => {
    await page.evaluate(`
      globalThis.turns = 0;
      new MutationObserver(() => turns++).observe(document.querySelector('.cues'), { subtree: true, childList: true, attributes: true, characterData: true })`);
    const started = performance.now();
    for (let i = 0; i < 40; i += 1) {
      show.change({ moments: [moment('m7', 106.4, 'whoosh', { score: i / 100 })] });
      await page.waitForTimeout(25);
    }
    const turns = await page.evaluate<number>('turns');
    const seconds = (performance.now() - started) / 1000;
    // Countdowns and changes each have their ten.
    assert.ok(turns <= 20 * seconds + 2, `${turns} in ${seconds.toFixed(1)} s`);
  }));

test('the page is small, and brings no source of anything from elsewhere', () => {
  const js = readFileSync(packageFile('build', 'dock', 'dock.js'));
  assert.ok(js.length < 60_000, `${js.length} bytes`);
  const html = readFileSync(join(packageFile('build', 'dock'), 'index.html'), 'utf8');
  assert.not.match(html, /style=|\bon\w+=|https?:/);
});

test.run();
