/** Other workers that take sessions, and what they say of Redis: who they are comes from Redis, while that is there. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../live/protocol.ts';
import { announcePlace, placesIn } from '../registry.ts';
import { PeerDoor, type PeerAddress } from './peer-door.ts';
import { judge, type Verdict } from './peer-verdict.ts';

/** Where a worker is asked. */
export interface PeerPlace {
  /** An IP address; undefined: that which the machine has for Redis. */
  readonly host: string | undefined;
  /** UDP; 0: any free one. */
  readonly port: number;
}

/** So many are asked, whoever they are: each more is another datagram twice a second while Redis is away. */
const MOST_PEERS = 8;
/** How long a round waits for all of them, in ms. */
const ROUND_MS = 250;
/** Who has not answered for so long (ms) before Redis fell silent was not there: two of the rounds of peaceful times. */
const THERE_MS = 5_000;

interface Peer extends PeerAddress {
  /** When the last question was asked that it answered. */
  heardAt?: number;
}

interface Round {
  readonly asked: number;
  readonly said: Map<Peer, boolean>;
}

/** How a worker takes part. */
export interface PeersOptions {
  readonly redis: Redis;
  readonly name: string;
  readonly place: PeerPlace;
  /** When Redis has answered last, in ms of the machine's monotonic clock. */
  readonly redisHeardAt: () => number | undefined;
  /** For those that ask: whether Redis answers this worker; undefined: it cannot tell. */
  readonly answers: () => boolean | undefined;
  /** What a round of questions that were asked at `asked` has found. */
  readonly onVerdict: (verdict: Verdict, asked: number) => void;
  /** One line for whoever watches. */
  readonly tell: (line: string) => void;
}

/** The peers of one worker. */
export class Peers implements Disposable {
  readonly #options: PeersOptions;
  readonly #key = randomBytes(32).toString('hex');
  #door: PeerDoor | undefined;
  #peers = new Map<string, Peer>();
  #round: Round | undefined;
  #timer: NodeJS.Timeout | undefined;
  #agreed = false;
  #redisHost: string | undefined;
  #fault: string | undefined;
  #isOver = false;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  /** Redis is there: says where this worker is asked, learns of others, and asks them, to know who can be reached. */
  async refresh(): Promise<void> {
    const { redis, name } = this.#options;
    this.#agreed = false;
    const { localAddress, remoteAddress } = redis.stream;
    if (localAddress === undefined) return;
    this.#redisHost = plain(remoteAddress ?? '');
    const door = this.#openDoor(plain(localAddress));
    if (door?.port !== undefined)
      await announcePlace(redis, name, { host: door.host, port: door.port, key: this.#key });
    const places = await placesIn(redis, { name, known: [...this.#peers.keys()], most: MOST_PEERS });
    const found = new Map<string, Peer>();
    for (const [other, place] of places) {
      const before = this.#peers.get(other);
      const isSame = before?.key === place.key && before.host === place.host && before.port === place.port;
      found.set(other, isSame ? before : place);
    }
    this.#peers = found;
    this.ask();
  }

  /** Asks all of them, and tells what they say once all have answered, or a moment has passed. */
  ask(): void {
    clearTimeout(this.#timer);
    const round: Round = { asked: monotonicMs(), said: new Map() };
    this.#round = round;
    const peers = [...this.#peers.values()];
    for (const peer of peers)
      this.#door?.ask(peer, round.asked, (answers) => {
        peer.heardAt = Math.max(round.asked, peer.heardAt ?? 0);
        round.said.set(peer, answers);
        if (round.said.size === peers.length) this.#close(round);
      });
    if (peers.length === 0) this.#close(round);
    else this.#timer = setTimeout(() => this.#close(round), ROUND_MS);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#round = undefined;
    this.#door?.[Symbol.dispose]();
  }

  #close(round: Round): void {
    if (this.#round !== round) return;
    clearTimeout(this.#timer);
    this.#round = undefined;
    const since = (this.#options.redisHeardAt() ?? 0) - THERE_MS;
    const witnesses = [...this.#peers.values()].map((peer) => ({
      wasThere: peer.heardAt !== undefined && peer.heardAt >= since,
      besideRedis: peer.host === this.#redisHost,
      said: round.said.get(peer),
    }));
    const verdict = judge(witnesses, this.#agreed);
    this.#options.onVerdict(
      verdict,
      verdict === 'gone' && round.said.size === 0 ? monotonicMs() : round.asked,
    );
    // Kept only while Redis is away: the next answer of Redis makes all new.
    this.#agreed = verdict === 'gone';
  }

  #openDoor(local: string): PeerDoor | undefined {
    const { place, answers, tell } = this.#options;
    const host = place.host ?? local;
    // The machine may have got another address since.
    if (this.#door?.host === host || this.#isOver) return this.#door;
    this.#door?.[Symbol.dispose]();
    const door = new PeerDoor({
      ...{ host, port: place.port, key: this.#key, answers },
      onFault: (error) => {
        if (this.#door === door) this.#door = undefined;
        if (this.#fault !== error.message)
          tell(`other workers cannot ask this one whether Redis answers (${error.message}): see --peers`);
        this.#fault = error.message;
      },
    });
    this.#door = door;
    return door;
  }
}

/** IPv4 as such, where the system writes it as IPv6. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
