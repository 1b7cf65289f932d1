/** The dock's page in Chromium: what an operator does reaches the show, by keyboard alone as well. */
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../support/until.ts';
import { closeBrowser, sees, text, withDock } from './page-browser.ts';
import { moment, PAGE_SHOW } from './page-show.ts';

test.after(closeBrowser);

/** The cue that keys act on. */
const chosen = (page: Page): Promise<string> => text(page, '#chosen strong');

test('by keyboard alone: choose, veto, swap, nudge, pin, listen, panic, play', () =>
  withDock(async (page, show) => {
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const asked = (count: number): Promise<void> =>
      until(() => show.asked.length >= count, 5_000, `action ${count}`);
    assert.is(await chosen(page), 'cash-register', 'the next one that can be changed');
    // At once: a busy machine takes longer for four keys than they are gathered.
    await page.evaluate(
      `for (const key of [']', ']', '[', ']']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`,
    );
    await asked(1);
    await press('p');
    await asked(2);
    await press('ArrowDown');
    assert.is(await chosen(page), 'whoosh');
    await press('ArrowUp', 's');
    await page.getByRole('dialog').waitFor();
    assert.match(
      (await text(page, '#swap-list li')).slice(0, 60),
      /^ding prompt runner-up, 42 % \| whoosh transition runner-up/,
    );
    await page.keyboard.type('crowd breath');
    await press('Enter');
    await asked(3);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('s');
    await page.getByRole('dialog').waitFor();
    await press('ArrowDown', 'Enter');
    await asked(4);
    await press('v');
    await asked(5);
    await press('x');
    await page.getByRole('button', { name: /Silenced/ }).waitFor();
    await press('1');
    await sees(page, 'All effects are silenced.');
    await press('x');
    await asked(7);
    await press('2');
    await asked(8);
    assert.equal(show.asked, [
      { type: 'nudge', id: 'm6', by: 0.2 },
      { type: 'pin', id: 'm6' },
      { type: 'swap', id: 'm6', sfx: 'gasp' },
      { type: 'swap', id: 'm6', sfx: 'whoosh' },
      { type: 'veto', id: 'm6' },
      { type: 'panic' },
      { type: 'release' },
      { type: 'play', sfx: 'cash-register' },
    ]);
    await press('l');
    await until(() => show.fetched.length === 1, 5_000, 'an effect to listen to');
    assert.equal(show.fetched, ['whoosh.wav'], 'the next cue is the chosen one now');
  }));

test('by Tab and Enter, too; the focus stays where it is when the list changes', () =>
  withDock(async (page, show) => {
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let i = 0; i < 40 && !name.test(await focused()); i += 1) await page.keyboard.press('Tab');
      assert.match(await focused(), name);
    };
    await tabTo(/^PANIC/);
    await page.keyboard.press('Enter');
    await until(() => show.asked.length === 1, 5_000, 'panic');
    await tabTo(/^Veto/);
    await page.keyboard.press('ArrowDown');
    assert.is(await chosen(page), 'whoosh', 'arrows choose from a button, too');
    await page.keyboard.press('ArrowUp');
    show.change({
      moments: [
        moment('m6', 103.2, 'cash-register', { state: 'rejected', reason: 'quiet' }),
        moment('m7', 106.4, 'whoosh', { state: 'rejected', reason: 'quiet' }),
        moment('m5', 100.9, 'box-open', { state: 'played' }),
      ],
    });
    await sees(page, 'Nothing is coming.');
    assert.match(await focused(), /^Veto/);
    await page.keyboard.press('Enter');
    show.change({ moments: [moment('m9', 107, 'ding')] });
    await page.locator('#chosen', { hasText: 'ding' }).waitFor();
    assert.match(await focused(), /^Veto/);
    await page.waitForTimeout(800);
    await page.keyboard.press('Enter');
    await until(() => show.asked.length === 2, 5_000, 'a veto');
    assert.equal(show.asked, [{ type: 'panic' }, { type: 'veto', id: 'm9' }]);
  }));

test('a key that was meant for the cue before does not hit the next one', () =>
  withDock(async (page, show) => {
    show.change({ moments: [moment('m6', 103.2, 'cash-register', { state: 'played' })] });
    await page.locator('#chosen', { hasText: 'whoosh' }).waitFor();
    await page.keyboard.press('v');
    await page.waitForTimeout(900);
    assert.equal(show.asked, []);
    await page.keyboard.press('v');
    await until(() => show.asked.length === 1, 5_000, 'a veto');
  }));

test('kinds that are muted one right after the other are both muted, and stay chosen until the show says so', () =>
  withDock(async (page, show) => {
    const boxes = ['humor', 'action'].map((name) => page.getByLabel(name, { exact: true }));
    for (const box of boxes) {
      await box.click();
      // What else happens in the show draws the page anew.
      show.change({ status: { ...PAGE_SHOW.status, playhead: 101 } });
      assert.ok(await box.isChecked());
    }
    await until(() => show.asked.length === 2, 5_000, 'two actions');
    assert.equal(show.asked, [
      { type: 'mute-tags', tags: ['humor', 'surprise'] },
      { type: 'mute-tags', tags: ['humor', 'action', 'surprise'] },
    ]);
    // Past the moment in which what was set here is shown, it is the show's own.
    await page.waitForTimeout(2_000);
    for (const box of boxes) assert.ok(await box.isChecked());
  }));

test('the whole show: sliders, quiet, kinds, sensitivity, delay, favourites, muted effects; keys can be turned off', () =>
  withDock(async (page, show) => {
    await page.getByLabel('Quiet').check();
    await page.getByLabel('Threshold').fill('0.75');
    await page.getByLabel('humor', { exact: true }).check();
    await page.getByRole('button', { name: 'high' }).click();
    await page.getByLabel(/Delay in seconds/).fill('4.5');
    await page.getByRole('button', { name: 'Set delay' }).click();
    await page.getByText('Effects (').click();
    await page.getByRole('button', { name: 'Favourite: boing' }).click();
    await page.getByRole('button', { name: 'Mute: ding' }).click();
    await page.getByLabel('Single keys act').uncheck();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Play boing' }).click();
    await until(() => show.asked.length === 8, 5_000, 'eight actions');
    const order = (types: string): unknown[] => show.asked.filter(({ type }) => types.includes(type));
    assert.equal(order('quiet mute-tags sensitivity delay favourites play'), [
      { type: 'quiet', on: true },
      { type: 'mute-tags', tags: ['humor', 'surprise'] },
      { type: 'sensitivity', level: 'high' },
      { type: 'delay', value: 4.5 },
      { type: 'favourites', sfx: ['applause', 'cash-register', 'boing'] },
      { type: 'mute', sfx: 'ding', on: true },
      { type: 'play', sfx: 'boing' },
    ]);
    assert.equal(order('threshold'), [{ type: 'threshold', value: 0.75 }]);
  }));

test.run();
