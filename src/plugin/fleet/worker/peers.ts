/** Other workers that take sessions, and what they say of Redis: who they are comes from Redis, while that is there. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { asError } from '../../../core/errors.ts';
import { monotonicMs } from '../live/protocol.ts';
import { announcePlace, placesIn } from '../registry.ts';
import { PeerDoor, type PeerAddress } from './peer-door.ts';
import { mayReach, type PeerPlace } from './peer-place.ts';
import { judge, newest, type Answer, type Verdict } from './peer-verdict.ts';

/** So many are asked, whoever they are: each more is another datagram twice a second while Redis is away. */
const MOST_PEERS = 8;
/** Of them so many stay, those that had room first: the others make way for workers that were not asked yet. */
const MOST_KEPT = 6;
/** How long a round waits for all of them, in ms. */
const ROUND_MS = 250;
/** Who has not answered for so long (ms) leaves his place to another: three of the rounds of peaceful times. */
const HEARD_MS = 7_000;

interface Peer extends PeerAddress {
  /** When the last question was asked that it answered. */
  heardAt?: number;
  /** What it said last of a Redis that is there: it has room. */
  hasRoom?: boolean;
  /** What it said last of a Redis that is away here. */
  answer?: Answer;
}

/** How a worker takes part. */
export interface PeersOptions {
  readonly redis: Redis;
  readonly name: string;
  readonly place: PeerPlace;
  /** What those that ask are told (see `PeerDoorOptions`). */
  readonly answers: (isAway: boolean) => boolean | undefined;
  /** What a round of questions has found. */
  readonly onVerdict: (verdict: Verdict) => void;
  /** One line for whoever watches. */
  readonly tell: (line: string) => void;
}

/** The peers of one worker. */
export class Peers implements Disposable {
  readonly #options: PeersOptions;
  readonly #key = randomBytes(32).toString('hex');
  /** At the port that was named; undefined where that does not open. */
  #named: PeerDoor | undefined;
  /** At any port, until the other one opens. */
  #spare: PeerDoor | undefined;
  #peers = new Map<string, Peer>();
  /** When the questions of the present round were asked. */
  #round: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told: string | undefined;
  #refreshing = false;
  #isOver = false;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  /**
   * Redis is there: says where this worker is asked, learns of others, and asks them, to know who can be reached. What fails
   * is told and harms nothing; one that waits for Redis is not begun again.
   */
  async refresh(): Promise<void> {
    if (this.#refreshing || this.#isOver) return;
    this.#refreshing = true;
    try {
      await this.#refresh();
    } catch (error) {
      if (!this.#isOver) this.#tellOnce(`other workers cannot be asked (${asError(error).message})`);
    } finally {
      this.#refreshing = false;
    }
  }

  /** Redis is away: asks all of them, and tells what they say once all have answered, or a moment has passed. */
  ask(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    const asked = monotonicMs();
    this.#round = asked;
    const peers = [...this.#peers.values()];
    for (const peer of peers)
      this.#door?.ask(peer, { isAway: true, now: asked }, (says) => {
        heard(peer, asked);
        // One that comes late counts in the next round.
        peer.answer = newest(peer.answer, { says, asked });
        if (peers.every(({ answer }) => answer?.asked === asked)) this.#close(asked);
      });
    if (peers.length === 0) this.#close(asked);
    else this.#timer = setTimeout(() => this.#close(asked), ROUND_MS);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#round = undefined;
    this.#shut();
  }

  async #refresh(): Promise<void> {
    const { redis, name } = this.#options;
    const localAddress = redis.status === 'ready' ? redis.stream.localAddress : undefined;
    if (localAddress === undefined) return;
    const door = this.#openDoor(plain(localAddress));
    if (door === undefined) return;
    if (door.port !== undefined)
      await announcePlace(redis, name, { host: door.host, port: door.port, key: this.#key });
    const since = monotonicMs() - HEARD_MS;
    const first = [...this.#peers]
      .filter(([, { heardAt = 0 }]) => heardAt > since)
      .sort(([, one], [, other]) => Number(other.hasRoom ?? false) - Number(one.hasRoom ?? false))
      .slice(0, MOST_KEPT)
      .map(([other]) => other);
    const places = await placesIn(redis, {
      ...{ name, first, most: MOST_PEERS },
      fits: ({ host }) => mayReach(door.host, host),
    });
    const found = new Map<string, Peer>();
    for (const [other, place] of places) {
      const before = this.#peers.get(other);
      const isSame = before?.key === place.key && before.host === place.host && before.port === place.port;
      found.set(other, isSame ? before : place);
    }
    this.#peers = found;
    const now = monotonicMs();
    for (const peer of found.values())
      this.#door?.ask(peer, { isAway: false, now }, (hasRoom) => {
        heard(peer, now);
        peer.hasRoom = hasRoom;
      });
  }

  #close(asked: number): void {
    if (this.#round !== asked) return;
    clearTimeout(this.#timer);
    this.#round = undefined;
    const answers = [...this.#peers.values()].map(({ answer }) => answer);
    this.#options.onVerdict(judge(answers, monotonicMs()));
  }

  get #door(): PeerDoor | undefined {
    return this.#named?.port === undefined ? (this.#spare ?? this.#named) : this.#named;
  }

  #openDoor(local: string): PeerDoor | undefined {
    if (this.#isOver) return undefined;
    const { place } = this.#options;
    const host = place.host ?? local;
    // The machine may have got another address since.
    if (this.#door?.host !== host) this.#shut();
    // Whoever had the port may have ended since.
    this.#named ??= this.#newDoor(host, place.port, (fault) => {
      this.#named = undefined;
      if (place.port === 0 || this.#isOver) return this.#tellMute(fault);
      // It can still ask; whether it is asked depends on what stands between.
      this.#tellOnce(
        `--peers: port ${place.port} does not open (${fault}); a free one is used, where a firewall may keep others out`,
      );
      this.#spare ??= this.#newDoor(host, 0, (why) => {
        this.#spare = undefined;
        this.#tellMute(why);
      });
    });
    if (this.#named.port !== undefined) {
      this.#spare?.[Symbol.dispose]();
      this.#spare = undefined;
    }
    return this.#door;
  }

  #newDoor(host: string, port: number, onFault: (fault: string) => void): PeerDoor {
    const { answers } = this.#options;
    return new PeerDoor({
      ...{ host, port, key: this.#key, answers },
      onFault: ({ message }) => onFault(message),
    });
  }

  #shut(): void {
    this.#named?.[Symbol.dispose]();
    this.#spare?.[Symbol.dispose]();
    this.#named = this.#spare = undefined;
  }

  #tellMute(fault: string): void {
    this.#tellOnce(`this worker can ask no others, nor they it (${fault}): see --peers`);
  }

  #tellOnce(line: string): void {
    if (this.#told !== line) this.#options.tell(line);
    this.#told = line;
  }
}

function heard(peer: Peer, asked: number): void {
  peer.heardAt = Math.max(asked, peer.heardAt ?? 0);
}

/** IPv4 as such, where the system writes it as IPv6. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
