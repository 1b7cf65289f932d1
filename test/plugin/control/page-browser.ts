/** Chromium on the dock's page, for tests, pictures and the bench. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { BROWSER } from '../../../demo/browser.ts';
import type { ShowView } from '../../../src/plugin/control/protocol.ts';
import { openPageServer, PAGE_SHOW, type PageServer } from './page-show.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Builds the page where that is missing or old, and starts a browser. */
export async function launchDockBrowser(): Promise<Browser> {
  const built = spawnSync(process.execPath, [join(root, 'scripts/page.mjs'), '--if-older'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  return chromium.launch(BROWSER);
}

/** A page with what went wrong in it: errors, refused styles and scripts, requests to elsewhere. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  readonly faults: string[];
}

/** Opens the dock; `options` are the browser's: width, language, light or dark. */
export async function openDockPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 300, height: 900 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(new URL('/', url).href) && !/^(data|blob):/.test(address)) faults.push(address);
  });
  await page.goto(url);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

let shared: Promise<Browser> | undefined;
/** One browser for all tests of a file; `closeBrowser` ends it. */
export const browserOf = (): Promise<Browser> => (shared ??= launchDockBrowser());
/** After a file's tests. */
export const closeBrowser = async (): Promise<void> => (await shared)?.close();

/** Opens the page on a show of its own, and fails where anything went wrong in it but what is `allowed`. */
export async function withDock(
  body: (page: Page, show: PageServer, faults: string[]) => Promise<void>,
  options: BrowserContextOptions & {
    readonly show?: ShowView;
    readonly viewer?: boolean;
    readonly allowed?: RegExp;
  } = {},
): Promise<void> {
  const { show: view = PAGE_SHOW, viewer = false, allowed, ...how } = options;
  await using show = await openPageServer(view);
  await using dock = await openDockPage(
    await browserOf(),
    viewer ? show.server.viewerUrl : show.server.url,
    how,
  );
  await dock.page.locator('.lights').waitFor();
  await body(dock.page, show, dock.faults);
  assert.equal(
    dock.faults.filter((fault) => allowed?.test(fault) !== true),
    [],
  );
}

/** What somebody reads in those places. */
export const text = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).allInnerTexts()).join(' | ').replaceAll('\n', ' ');
/** Waits for the words. */
export const sees = (page: Page, words: string): Promise<void> =>
  page.getByText(words, { exact: false }).first().waitFor();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
/** What axe finds, with the elements. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  );
}
