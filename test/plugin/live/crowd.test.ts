/** A thousand programs want to send captions to one show, one of which reads nothing: the show must not notice. */
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { Address } from '../../../src/core/stream-url.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { startLive } from '../../../src/plugin/live/session.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import { join } from 'node:path';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { within } from '../../support/within.ts';
import { probe } from '../../media/clips.ts';
import { makeShow, SECONDS } from './show.ts';

const CLIENTS = 1_000;
/** As many as one show takes. */
const SEATS = 16;
/** Connections of other programs that wait at the door at once: beyond, the oldest are cut off without an answer. */
const AT_ONCE = 25;

/** A client that was let in, or the words with which it was turned away. */
function knock(url: string): Promise<WebSocket | string> {
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.on('error', (error) => resolve(error.message));
  });
}

testWithModel(
  '1,000 clients of the captions and one that reads nothing leave the media on time',
  async () => {
    const folder = scratch('crowd');
    const { mp4 } = makeShow(folder);
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}/captions`;
    const subtitles: string[] = [];
    const bad: string[] = [];
    const session = await startLive({
      ...{ input: new Address(mp4), realtime: true, version: 'test' },
      outputs: [planOutput(new Address(join(folder, 'out.mkv')))],
      settings: resolveSettings({ asr: url, delay: 2, model: modelFolder }, {}, join(folder, 'none.json')),
      onEvent(event) {
        if (event.type === 'subtitle') subtitles.push(event.subtitle.text);
        if (/^(output-lost|output-dropped|delay-changed|fault|input-lost|analysis-down)$/.test(event.type))
          bad.push(JSON.stringify(event));
      },
    });
    let worst = 0;
    const watch = setInterval(() => {
      const { playhead, delay } = session.status;
      if (playhead > 0) worst = Math.max(worst, Math.abs(toSeconds(delay.actual) - toSeconds(delay.asked)));
    }, 100);
    try {
      const inside: WebSocket[] = [];
      const refused = new Map<string, number>();
      for (let come = 0; come < CLIENTS; come += AT_ONCE)
        for (const answer of await within(
          Promise.all(Array.from({ length: AT_ONCE }, () => knock(url))),
          10_000,
          'an answer to each',
        ))
          if (typeof answer === 'string') refused.set(answer, (refused.get(answer) ?? 0) + 1);
          else inside.push(answer);
      assert.is(inside.length, SEATS);
      assert.equal([...refused], [['Unexpected server response: 503', CLIENTS - SEATS]]);
      const [slow, good] = inside as [WebSocket, WebSocket];
      // It reads none of the answers to its bad messages.
      slow.pause();
      for (let i = 0; i < 2_000; i += 1) slow.send(JSON.stringify({ id: 'x'.repeat(500) }));
      good.send(JSON.stringify({ id: 'a', start: 3, end: 5, text: 'The link is right below.', final: true }));
      await within(session.done, 60_000, 'the show');
      slow.resume();
      if (slow.readyState !== WebSocket.CLOSED)
        await within(once(slow, 'close'), 3_000, 'the end of the slow one');
      for (const socket of inside) socket.terminate();
    } finally {
      clearInterval(watch);
      await session.stop();
    }
    assert.equal(bad, []);
    assert.ok(worst < 0.5, `the delay was off by ${worst} s`);
    const { duration } = probe(join(folder, 'out.mkv')).format;
    assert.ok(Number(duration) >= SECONDS - 0.1, `ended at ${duration} s`);
    assert.ok(subtitles.includes('The link is right below.'), subtitles.join('; '));
  },
);

test.run();
