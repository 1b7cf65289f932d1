/** A connected caption client: what it may still do, and which one goes when there is no seat left. */
import type { WebSocket } from 'ws';
import { isLoopback } from '../../core/http-guard.ts';
import { RollingLines } from '../../streams/words/rolling.ts';
import { rateOf, type Rate } from '../../core/rate.ts';

/** Captions of one client: speech makes three words a second, each of them a revision, from several speakers. */
export const RATE = { perSecond: 50, burst: 200 };
/** Answers to bad messages of one client; a flood of them is not answered one by one. */
const ANSWERS = { perSecond: 5, burst: 50 };
/** Messages that are no captions; a client that goes on sending such is cut off. */
const MISTAKES = { perSecond: 0.2, burst: 100 };

/** Programs that send captions to one show. */
const MOST_CLIENTS = 16;
/** Of one other machine. */
const MOST_OF_A_PEER = 8;
/** A client that has sent no caption for so long may lose its seat to another one; in ms of a clock that never goes back. */
const MAY_BE_SILENT = 10_000;

/** A connected client. */
export interface Client {
  readonly socket: WebSocket;
  readonly peer: string;
  readonly since: number;
  readonly captions: Rate;
  readonly answers: Rate;
  readonly mistakes: Rate;
  readonly rolling: RollingLines;
  /** It has sent a caption that was taken. */
  useful: boolean;
  /** It answered the last ping. */
  answered: boolean;
}

/** A client that has connected at `now`. */
export const clientOf = (socket: WebSocket, peer: string, now: number): Client => ({
  socket,
  peer,
  since: now,
  captions: rateOf(RATE),
  answers: rateOf(ANSWERS),
  mistakes: rateOf(MISTAKES),
  rolling: new RollingLines(),
  useful: false,
  answered: true,
});

/**
 * Whether one more client from `peer` may come: `true`, `false`, or the client that gives up its seat, since it has never
 * sent a caption.
 */
export function seatFor(peer: string, clients: readonly Client[], now: number): boolean | Client {
  const own = clients.filter((client) => client.peer === peer);
  const crowded = !isLoopback(peer) && own.length >= MOST_OF_A_PEER;
  if (!crowded && clients.length < MOST_CLIENTS) return true;
  const idle = (crowded ? own : clients).find(({ useful, since }) => !useful && now - since > MAY_BE_SILENT);
  return idle ?? false;
}
