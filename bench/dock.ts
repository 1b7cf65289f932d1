/**
 * What the dock's page costs its browser: an hour of a busy show (ten moments and twenty sentences a minute, a status a
 * second) fed ten times as fast as they come, then a minute of it in real time. Told are the JavaScript heap, the time of
 * scripts and of the main thread's tasks (by the wall clock, with what other programs take) and the processor time of the
 * renderer process, all as Chromium counts them, and the memory that this process holds for itself as Linux does. Figures of a
 * headless browser without a graphics card. Fails where the renderer process holds more than 100 MB, or takes more than 5 %
 * of a core's processor time in real time.
 *
 *   node scripts/run.mjs bench/dock.ts [--minutes 60] [--speed 10] [--seconds 60]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { pageRoutes } from '../src/plugin/control/page-routes.ts';
import { actionSchema } from '../src/plugin/control/protocol.ts';
import { openControlServer } from '../src/plugin/control/server.ts';
import { ShowModel } from '../src/plugin/control/show-view.ts';
import type { LiveFact, LiveStatus } from '../src/plugin/live/events.ts';
import { statusOf } from '../src/plugin/live/status.ts';
import { DEFAULT_POLICY } from '../src/streams/policy.ts';
import { fromSeconds, subtract } from '../src/streams/time.ts';
import type { PlacedMoment } from '../src/streams/values.ts';
import { launchDockBrowser, openDockPage } from '../test/plugin/control/page-browser.ts';
import { EFFECTS } from '../test/plugin/control/page-show.ts';
import { TOKEN } from '../test/plugin/control/support.ts';
import { load, machine, numberOption, ownBytesOf } from './support/live-process.ts';

const MINUTES = numberOption('minutes', 60);
const SPEED = numberOption('speed', 10);
const SECONDS = numberOption('seconds', 60);

/** Seconds of media time. */
const DELAY = 8;
const MOMENT_EVERY = 6;
const SENTENCE_EVERY = 3;
const MIB = 2 ** 20;
/** Allowed: bytes of the page (what its process holds for itself), and its share of a core. */
const BAR_BYTES = 100e6;
const BAR_CORE = 0.05;

let playhead = 0;
const status: LiveStatus = {
  ...statusOf({ state: 'starting', name: 'rtmp://127.0.0.1:1935/live/show', connected: true }),
  state: 'running',
  delay: { asked: fromSeconds(DELAY), actual: fromSeconds(DELAY) },
};
const model = new ShowModel(
  {
    status: () => ({ ...status, playhead: fromSeconds(playhead) }),
    inForce: () => ({ policy: DEFAULT_POLICY, levels: { gain: 0, duck: 6 }, panicked: false }),
    now: () => Date.now(),
  },
  { favourites: ['ding', 'applause'] },
);
await using server = await openControlServer({
  ...{ port: 0, token: TOKEN, version: 'bench', effects: EFFECTS, routes: new Map(pageRoutes()) },
  show: {
    get whole() {
      return model.whole;
    },
    changes: () => model.changes(),
    actions: actionSchema,
    act: () => undefined,
  },
}).then((opened) => ({ url: opened.url, [Symbol.asyncDispose]: () => opened.close() }));

const waiting = new Map<number, { readonly id: string; readonly moment: PlacedMoment }>();
const tell = (fact: LiveFact): void => model.take({ ...fact, wall: 0, playhead: fromSeconds(playhead) });

/** What happens in this second of media time: sentences and moments at the live edge, decisions at the playhead. */
function second(): void {
  playhead += 1;
  const edge = playhead + DELAY;
  const text = `Sentence ${edge}: and this one here costs only twenty five dollars.`;
  const subtitle = {
    start: fromSeconds(edge - SENTENCE_EVERY),
    end: fromSeconds(edge),
    embedding: new Float32Array(),
  };
  tell({
    type: 'subtitle',
    subtitle: {
      ...subtitle,
      id: `s${Math.floor(edge / SENTENCE_EVERY)}`,
      ...{ text, final: edge % SENTENCE_EVERY === 0 },
    },
  });
  if (edge % MOMENT_EVERY === 0) {
    const { sfx } = EFFECTS[edge % EFFECTS.length] ?? { sfx: 'ding' };
    const moment: PlacedMoment = {
      ...{
        start: fromSeconds(edge - 1),
        end: fromSeconds(edge),
        sfx,
        tag: 'prompt',
        probability: 0.8,
        window: edge,
      },
      ...{ alternatives: [{ sfx: 'whoosh', tag: 'transition', score: 0.1 }], subtitle: text },
    };
    waiting.set(edge - 1, { id: `m${edge}`, moment });
    tell({ type: 'upcoming', id: `m${edge}`, moment });
  }
  const due = waiting.get(playhead + 1);
  if (due !== undefined) {
    const { id, moment } = due;
    const { start: at, end, sfx, tag, probability: score, alternatives } = moment;
    const margin = subtract(at, fromSeconds(playhead - 1));
    tell({ type: 'cue', cue: { id, at, end, sfx, tag, score, alternatives }, moment, margin });
  }
  const played = waiting.get(playhead);
  if (played !== undefined) tell({ type: 'played', id: played.id, at: played.moment.start });
  waiting.delete(playhead);
}

interface Figures {
  /** Seconds. */
  readonly at: number;
  readonly script: number;
  readonly task: number;
  readonly renderer: number;
  /** Bytes, after a collection. */
  readonly heap: number;
  /** Bytes that the renderer process holds for itself, all of a browser's own code included. */
  readonly own: number;
  readonly nodes: number;
}

const browser = await launchDockBrowser();
try {
  await using dock = await openDockPage(browser, server.url, { viewport: { width: 320, height: 1_000 } });
  const { page } = dock;
  const session = await page.context().newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  await session.send('Performance.enable');
  await page.locator('.lights').waitFor();
  console.log(`${machine()}, load ${load()}`);

  let before = await figures(page, session, whole);
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    for (let i = 0; i < 60; i += 1) {
      second();
      await sleep(1_000 / SPEED);
    }
    const now = await figures(page, session, whole);
    say(`minute ${minute}`, before, now, 60);
    before = now;
  }
  for (let i = 0; i < SECONDS; i += 1) {
    second();
    await sleep(1_000);
  }
  const end = await figures(page, session, whole);
  say(`${SECONDS} s in real time`, before, end, end.at - before.at);
  const core = (end.renderer - before.renderer) / (end.at - before.at);
  if (end.own > BAR_BYTES || core > BAR_CORE) {
    console.error(`More than ${BAR_BYTES / 1e6} MB, or more than ${BAR_CORE * 100} % of a core.`);
    process.exitCode = 1;
  }
  if (dock.faults.length > 0) throw new Error(dock.faults.join('\n'));
} finally {
  await browser.close();
}

async function figures(page: Page, session: CDPSession, whole: CDPSession): Promise<Figures> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    at: performance.now() / 1_000,
    script: metric('ScriptDuration'),
    task: metric('TaskDuration'),
    renderer: renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    heap: metric('JSHeapUsedSize'),
    own: Math.max(...renderers.map(({ id }) => ownBytesOf(id))),
    nodes: await page.evaluate<number>('document.querySelectorAll("*").length'),
  };
}

/** `seconds`: of the show, that lie between the two. */
function say(what: string, before: Figures, now: Figures, seconds: number): void {
  const each = (name: 'script' | 'task' | 'renderer'): string =>
    (((now[name] - before[name]) / seconds) * 1_000).toFixed(1);
  console.log(
    `${what}: heap ${(now.heap / MIB).toFixed(1)} MiB, ${now.nodes} elements, process ${(now.own / 1e6).toFixed(0)} MB; for a second of the show ` +
      `script ${each('script')} ms, main thread ${each('task')} ms, renderer process ${each('renderer')} ms`,
  );
}
