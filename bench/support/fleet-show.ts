/** Shows of a fleet whose words come from outside: a captions file that grows, and what became of each sentence. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from '../../src/plugin/fleet/client.ts';
import { isPrice, saidBySeller } from '../../test/support/told-prices.ts';
import type { Published } from './fleet-relay.ts';

/** Seconds from one sentence to the next, and its length. */
const EVERY_S = 5;
const LENGTH_S = 2;
/** Sentences are held for so long before they air, in seconds. */
export const DELAY_S = 3;

/** A show. */
export interface Show {
  readonly id: string;
  readonly stream: string;
  readonly captions: string;
  /** When the sentences begin that were written for it, in seconds of the show. */
  readonly told: number[];
  /** When the show began, in ms since 1970; undefined until its input is open. */
  began: number | undefined;
}

/** A line of a job's log: when, in ms since 1970, and what. */
interface Line {
  readonly at: number;
  readonly text: string;
}

/** What the job of a show has said. */
export const linesOf = async (fleet: Fleet, { id }: Show): Promise<readonly Line[]> =>
  (await fleet.logs(id)).map((line) => ({ at: Date.parse(line.slice(0, 24)), text: line.slice(25) }));

/** Submits a show that plays `clip` by the clock, again and again. */
export async function submitShow(
  fleet: Fleet,
  at: number,
  { clip, folder, port }: { readonly clip: string; readonly folder: string; readonly port: number },
): Promise<Show> {
  const stream = `show-${at}`;
  const captions = join(folder, `words-${at}.srt`);
  writeFileSync(captions, '');
  const { id } = await fleet.submitLive({
    ...{ input: clip, realtime: true, loop: true, key: stream },
    to: [`rtmp://127.0.0.1:${port}/live/{env:KEY_${at}}`],
    settings: { asr: `follow:${captions}`, delay: String(DELAY_S), threshold: '0.02', density: '60' },
  });
  return { id, stream, captions, told: [], began: undefined };
}

const stamp = (seconds: number): string =>
  new Date(seconds * 1_000).toISOString().slice(11, 23).replace('.', ',');

/** Writes the sentence that is over by now, if there is one: a product, then its price, which is the second at which it is told. */
export function writeWords({ told, captions, began }: Show): void {
  if (began === undefined) return;
  const now = (Date.now() - began) / 1_000;
  const before = told.at(-1);
  const at = before === undefined ? Math.floor(now) - LENGTH_S : before + EVERY_S;
  if (at < 0 || at + LENGTH_S > now) return;
  const text = saidBySeller(told.length, at);
  told.push(at);
  appendFileSync(captions, `${told.length}\n${stamp(at)} --> ${stamp(at + LENGTH_S)}\n${text}\n\n`);
}

/** What became of the sentences of a show. */
export interface Told {
  /** When effects began, in ms since 1970. */
  readonly effects: readonly number[];
  readonly twice: number;
  /** Prices that a session that ran heard. */
  readonly due: number;
  /** Of them, without an effect. */
  readonly missing: readonly number[];
}

/**
 * What is said while nobody runs the show is no loss of a takeover: due is a sentence that was written after the session had
 * begun to send, and that aired before it ended. Prices count alone: they tell themselves apart.
 */
export async function becameOf(fleet: Fleet, show: Show, runs: readonly Published[]): Promise<Told> {
  const lines = await linesOf(fleet, show);
  const found = lines.flatMap(({ at, text }) => {
    const second = / effect .*It costs just (\d+) dollars/.exec(` ${text}`)?.[1];
    return second === undefined ? [] : [{ at, second: Number(second) }];
  });
  const seconds = found.map(({ second }) => second);
  const prices = show.told.filter((_, at) => isPrice(at));
  const due = prices.filter((second) => {
    const written = (show.began ?? 0) + (second + LENGTH_S) * 1_000;
    return runs.some(
      ({ began, last }) =>
        began !== undefined && written > began + 1_000 && written + (DELAY_S + 2) * 1_000 < last,
    );
  });
  return {
    effects: found.map(({ at }) => at),
    twice: seconds.length - new Set(seconds).size,
    due: due.length,
    missing: due.filter((second) => !seconds.includes(second)),
  };
}
