/** What a review mixes, sample for sample: the recording's own sound, and the effects as they were changed. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import type { ReviewAction, ReviewChange, ReviewView } from '../../../src/plugin/review/protocol.ts';
import { applyReviewChange } from '../../../src/plugin/review/review-state.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { ffmpeg } from '../../support/talk.ts';
import { until } from '../../support/until.ts';
import { openReview } from './open-review.ts';
import { ownCache } from './own-cache.ts';
import { makeShow, RATE } from '../live/show.ts';

const folder = scratch('review-mix');
const env = { XDG_STATE_HOME: join(folder, 'state'), ...ownCache(folder) };
const show = makeShow(folder);
/** Sound without loss, so that what comes out can be compared. */
const talk = join(folder, 'talk.mkv');
ffmpeg(`-i ${show.mp4} -c:v copy -c:a flac -ac 2 ${talk}`);

/** What a server may say. */
interface Message {
  readonly n?: number;
  readonly error?: string;
  readonly show?: ReviewView;
  readonly change?: ReviewChange;
}

/** A client of a review's protocol that keeps the view as a page does. */
class Client implements Disposable {
  readonly #socket: WebSocket;
  readonly #refusals = new Map<number, string | undefined>();
  #view: ReviewView | undefined;
  #n = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString('utf8')) as Message));
  }

  static async connect(address: string): Promise<Client> {
    const { host, hash } = new URL(address);
    const socket = new WebSocket(`ws://${host}/control`, {
      headers: { authorization: `Bearer ${hash.slice(1)}` },
    });
    await once(socket, 'open');
    const client = new Client(socket);
    socket.send(JSON.stringify({ type: 'hello', protocol: 1, token: '' }));
    await client.sees(() => true, 'a welcome');
    return client;
  }

  #take({ n, error, show: whole, change }: Message): void {
    if (whole !== undefined) this.#view = whole;
    if (change !== undefined && this.#view !== undefined) this.#view = applyReviewChange(this.#view, change);
    if (n !== undefined) this.#refusals.set(n, error);
  }

  get view(): ReviewView {
    if (this.#view === undefined) throw new Error('no welcome yet');
    return this.#view;
  }

  /** The code of the refusal; undefined where it was done. */
  async ask(action: ReviewAction): Promise<string | undefined> {
    const n = this.#n++;
    this.#socket.send(JSON.stringify({ type: 'do', n, action }));
    await until(() => this.#refusals.has(n), 10_000, JSON.stringify(action));
    return this.#refusals.get(n);
  }

  async sees(holds: (view: ReviewView) => boolean, what: string): Promise<void> {
    await until(() => this.#view !== undefined && holds(this.#view), 60_000, what);
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}

/** Runs a review and a client on it. */
async function withReview(words: readonly string[], body: (client: Client) => Promise<void>): Promise<void> {
  const asr = `captions:${show.captions}`;
  await using review = await openReview(env, talk, '--asr', asr, '--threshold', '0.1', ...words);
  using client = await Client.connect(review.url);
  await client.sees(({ phase }) => phase.type === 'ready', 'all is found');
  await body(client);
}

const pcm = (file: string): Int16Array => {
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'],
    { maxBuffer: 2 ** 28 },
  );
  return new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
};

/** The samples at which a file differs from the talk as it was, from the first to the last of each effect. */
function stretches(file: string): (readonly [from: number, to: number])[] {
  const [mixed, own] = [pcm(file), pcm(talk)];
  assert.is(mixed.length, own.length);
  const found: [number, number][] = [];
  mixed.forEach((sample, i) => {
    if (Math.abs(sample - (own[i] ?? 0)) <= 1) return;
    const last = found.at(-1);
    if (last !== undefined && i - last[1] < RATE / 4) last[1] = i;
    else found.push([i, i]);
  });
  return found;
}

/** The first sample of an effect that is heard at all when it is as loud as in a mix. */
function onset(sfx: string): number {
  const samples = pcm(join(bundledLibrary, `${sfx}.wav`));
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.findIndex((sample) => Math.abs(sample) > peak / 50);
}

testWithModel('outside of the effects nothing changes, and each begins at its very sample', async () => {
  const output = join(folder, 'exact.mkv');
  const words = ['-o', output, '--audio-codec', 'flac', '--duck', '0', '--limiter', 'off', '--gain', '6'];
  await withReview(words, async (client) => {
    const found = client.view.items.filter(({ state }) => state === 'play');
    assert.ok(found.length >= 2, `${found.length} effects`);
    const [first, second] = found;
    if (first === undefined || second === undefined) throw new Error('two effects');
    for (const { id } of found.slice(1)) assert.is(await client.ask({ type: 'veto', id }), undefined);
    assert.is(await client.ask({ type: 'swap', id: first.id, sfx: 'ding' }), undefined);
    const at = 5.123457;
    assert.is(await client.ask({ type: 'move', id: first.id, at }), undefined);
    assert.is(await client.ask({ type: 'add', sfx: 'ding', at: 11.25 }), undefined);
    assert.is(await client.ask({ type: 'move', id: first.id, at: 99 }), 'behind-the-end');
    assert.is(await client.ask({ type: 'swap', id: second.id, sfx: 'nothing' }), 'no-such-effect');
    assert.is(await client.ask({ type: 'mix' }), undefined);
    assert.is(await client.ask({ type: 'mix' }), 'review-mixing');
    await client.sees(({ phase }) => phase.type === 'mixed', 'the mix');
    const heard = stretches(output);
    assert.is(heard.length, 2, JSON.stringify(heard));
    const begin = onset('ding');
    for (const [i, time] of [at, 11.25].entries()) {
      const off = (heard[i]?.[0] ?? 0) - Math.round(time * RATE) - begin;
      assert.ok(Math.abs(off) <= 24, `${off} samples off at ${time} s`);
    }
    const distance = (heard[1]?.[0] ?? 0) - (heard[0]?.[0] ?? 0);
    const expected = 11.25 * RATE - Math.round(at * RATE);
    assert.ok(Math.abs(distance - expected) <= 12, `${distance} samples apart, not ${expected}`);
  });
});

testWithModel('a mix that is stopped leaves nothing, and the next one goes through', async () => {
  const output = join(folder, 'stopped.mkv');
  await withReview(['-o', output], async (client) => {
    assert.is(await client.ask({ type: 'mix' }), undefined);
    assert.is(await client.ask({ type: 'stop-mix' }), undefined);
    await client.sees(({ phase }) => phase.type === 'ready', 'it is stopped');
    assert.not.ok(existsSync(output));
    assert.equal(
      readdirSync(folder).filter((name) => name.includes('.part') && !name.includes('.lock')),
      [],
    );
    assert.is(await client.ask({ type: 'mix' }), undefined);
    await client.sees(({ phase }) => phase.type === 'mixed', 'the mix');
    assert.ok(existsSync(output));
  });
  assert.equal(
    readdirSync(folder).filter((name) => name.includes('.lock')),
    [],
  );
});

test.run();
