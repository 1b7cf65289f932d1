/** A caption program: sends the sentences of the talks, in media time, to sessions that serve --asr ws://…, as they are spoken. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { TALKS } from '../talks/talks.ts';

/** Seconds from one sentence to the next, its length, and how long after its end it is sent. */
const EVERY = 4;
const LENGTH = 3;
const AFTER = 0.5;
const LONGEST_WAIT_MS = 60_000;

const SENTENCES = TALKS.flatMap(({ sentences }) => sentences.map(([text]) => text));

/** The sentence that is spoken in the given turn. */
export const sentence = (turn: number): { start: number; end: number; text: string } => ({
  start: turn * EVERY,
  end: turn * EVERY + LENGTH,
  text: SENTENCES[turn % SENTENCES.length] ?? '',
});

/** How many sentences are over, and would have been sent, at a media time in seconds. */
export const sentencesBy = (seconds: number): number =>
  Math.max(0, Math.floor((seconds - LENGTH - AFTER) / EVERY) + 1);

async function connect(port: number): Promise<WebSocket> {
  for (const until = performance.now() + LONGEST_WAIT_MS; ; await sleep(200)) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/captions`);
    try {
      await once(socket, 'open');
      return socket;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

/** Sends to the session at `port`, whose media time `now` tells (in seconds), until it is disposed of. */
export async function sendCaptions(port: number, now: () => number): Promise<Disposable> {
  const socket = await connect(port);
  // The session may end first.
  socket.on('error', () => undefined);
  let next = sentencesBy(now());
  const timer = setInterval(() => {
    for (; next < sentencesBy(now()); next += 1)
      socket.send(JSON.stringify({ id: `s${next}`, ...sentence(next), final: true }));
  }, 100);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      socket.close();
    },
  };
}
