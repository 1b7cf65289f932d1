/** `momentfx review` at work, for tests: the process, and its page in a browser. */
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { runCli, startCli } from '../../support/cli.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { browserOf, openDockPage } from '../control/page-browser.ts';

/** A review that runs. */
export interface OpenReview extends AsyncDisposable {
  /** For an operator. */
  readonly url: string;
  readonly kill: () => void;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  readonly outcome: ReturnType<typeof runCli>;
}

/** Begins a review of `input` with these words on the command line, and waits for its page. */
export async function openReview(
  env: Readonly<Record<string, string>>,
  input: string,
  ...words: readonly string[]
): Promise<OpenReview> {
  const port = String(await freePort());
  const { child, outcome } = startCli(['review', input, '--place', port, ...words], { env, longer: 60_000 });
  let said = '';
  child.stdout?.on('data', (data: string) => (said += data));
  await until(() => said.includes('Review: open'), 30_000, 'the page');
  const dock = await runCli(['dock', '--place', port], { env });
  return {
    url: dock.stdout.trim(),
    kill: () => void child.kill('SIGKILL'),
    interrupt: () => void child.kill('SIGINT'),
    outcome,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await outcome;
    },
  };
}

/** Opens the page once everything is found, and fails where anything went wrong in it. */
export async function withPage(
  { url }: OpenReview,
  body: (page: Page) => Promise<void>,
  options: Parameters<typeof openDockPage>[2] = {},
): Promise<void> {
  await using opened = await openDockPage(await browserOf(), url, {
    viewport: { width: 1200, height: 1000 },
    ...options,
  });
  await opened.page.getByText('Found. Change what you like').waitFor({ timeout: 60_000 });
  await body(opened.page);
  assert.equal(opened.faults, []);
}

/** Presses one key after the other. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The choice in the list, by the words of its sentence. */
export async function chooseWords(page: Page, words: string): Promise<void> {
  await page.locator('.items li', { hasText: words }).first().click();
}

/** Another effect for the chosen item, or a new one: the dialog that `key` opens, by keyboard alone. */
export async function takeEffect(page: Page, key: 's' | 'a', sfx: string): Promise<void> {
  await press(page, key);
  await chooseEffect(page, sfx);
}

/** In the dialog that opens. */
export async function chooseEffect(page: Page, sfx: string): Promise<void> {
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(sfx);
  await press(page, 'Enter');
}
