/** A worker of a fleet: takes jobs of its queues, holds them by leases, and gives back what it cannot finish. */
import type { Redis } from 'ioredis';
import { asError } from '../../../core/errors.ts';
import type { Admission } from '../admission/admission.ts';
import { monotonicMs } from '../live/protocol.ts';
import type { QueueName } from '../names.ts';
import { announce, leave, type WorkerView } from '../registry.ts';
import { LEASE_MS } from './attempt.ts';
import { goesOnFrom, sayOf, type Verdict } from './peer-verdict.ts';
import type { PeerPlace } from './peer-place.ts';
import { Peers } from './peers.ts';
import { QueueRunner } from './queue-runner.ts';
import { SPARE_BYTES, Spares } from './spares.ts';
import { Soundness } from './soundness.ts';
import { STOP_RECORDING_MS, STOP_SESSION_MS } from './start-job.ts';

/** How often a worker renews its leases, in ms: six times before a lock runs out. */
const BEAT_MS = 500;
/** Whoever has not beaten for this long (ms) has stood still, and others may have taken his jobs. */
const MOST_GAP_MS = 1_200;
/** Whose own beat is so late (ms) cannot tell whether Redis is. */
const LATE_BEAT_MS = 800;
/** How often it says that it lives, and looks for jobs without an owner, in ms. */
const JUDGE_MS = 1_000;
/** Other workers are looked for, and asked, each so many times that it says that it lives. */
const PEERS_EVERY = 2;

/** Once nothing runs any more, a Redis that is away has so long (ms) to hear of it. */
const LEAVE_MS = 5_000;

/** How a worker works. */
export interface FleetWorkerOptions {
  /** Its owner disconnects it, after the worker has closed. */
  readonly redis: Redis;
  readonly name: string;
  readonly host: string;
  readonly version: string;
  /** The queues that it takes from, and how many jobs of each at once. */
  readonly queues: Readonly<Partial<Record<QueueName, number>>>;
  /** Which of them it takes; its owner disposes of it. */
  readonly admission: Admission;
  /** How long a drain waits for recordings, in ms; then they are given back. Sessions are handed over at once. */
  readonly drainMs: number;
  /** Where other workers ask this one whether Redis answers it; undefined: nowhere, and it asks nobody. */
  readonly peers: PeerPlace | undefined;
  /** One line for whoever watches. */
  readonly tell: (line: string) => void;
}

/** A worker. It runs from its making until `drain` has resolved. */
export class FleetWorker {
  readonly #options: FleetWorkerOptions;
  readonly #runners: readonly QueueRunner[];
  readonly #soundness = new Soundness();
  readonly #spares = new Spares();
  readonly #peers: Peers | undefined;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #since = new Date().toISOString();
  readonly #over = Promise.withResolvers<void>();
  #draining: Promise<void> | undefined;
  #announcing = false;
  #pinging = false;
  #rounds = 0;
  #beaten = monotonicMs();
  #stoodStill = false;
  #isCutOff = false;
  /** Since Redis was heard last another worker has said that it could take a show. */
  #wasCutOff = false;
  /** Until when sessions were held while Redis is away is counted from there. */
  #heldSince = 0;
  #fault: string | undefined;

  constructor(options: FleetWorkerOptions) {
    this.#options = options;
    const { redis, name, version, queues, admission, tell } = options;
    this.#runners = Object.entries(queues).map(
      ([queue, concurrency]) =>
        new QueueRunner({
          ...{ redis, version, concurrency, admission, tell, judgeMs: JUDGE_MS, worker: name },
          queue: queue as QueueName,
          takeSpare: () => this.#spares.take(),
          mayTakeOver: () => this.#soundness.mayJudge(monotonicMs()),
        }),
    );
    admission.besides = () => this.#spares.bytes;
    // A recording that runs on beside its heir harms nobody: it asks before it publishes.
    if (queues.live !== undefined && options.peers !== undefined)
      this.#peers = new Peers({
        ...{ redis, name, tell, place: options.peers },
        answers: (isAway) => this.#answer(isAway),
        onVerdict: (verdict) => this.#judge(verdict),
      });
    redis.on('close', this.#lost);
    redis.on('connect', this.#connected);
    this.#timers = [
      setInterval(() => this.#beat(), BEAT_MS),
      setInterval(() => void this.#announce(), JUDGE_MS),
    ];
    void this.#announce();
  }

  /** Resolves once the worker has drained, whoever asked for it. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Takes nothing more; finishes what runs, or gives it back. Fine to ask twice. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().then(this.#over.resolve, this.#over.reject);
    return this.#over.promise;
  }

  /** Ends the processes of all jobs at once; for a worker that is ended by force. */
  kill(): void {
    this.#spares[Symbol.dispose]();
    for (const runner of this.#runners) runner.kill();
  }

  readonly #lost = (): void => {
    if (this.#soundness.mayJudge(monotonicMs()))
      this.#options.tell('Redis is away; what runs goes on, and is told when it is back');
    this.#soundness.lost();
  };

  readonly #connected = (): void => this.#soundness.connected(monotonicMs());

  #beat(): void {
    const now = monotonicMs();
    this.#stoodStill = now - this.#beaten > MOST_GAP_MS;
    this.#beaten = now;
    for (const runner of this.#runners) runner.beat();
    const { admission } = this.#options;
    const keep = this.#canTake && admission.hasMemoryBeside(0);
    this.#spares.look({ keep, more: keep && admission.hasMemoryBeside(SPARE_BYTES) });
    const owes = this.#pinging;
    void this.#ping();
    // Asked before Redis is sure to be late: of two rounds one may be lost.
    if (!owes && !this.#isAway(now)) return;
    if (this.#peers === undefined) this.#judge({ type: 'unknown' });
    else this.#peers.ask();
    const { status, stream } = this.#options.redis;
    // It comes back by itself, and sends again what waits for an answer.
    const isOpen = status === 'ready' || status === 'connect';
    if (isOpen && !this.#stoodStill && this.#soundness.isHung(now)) stream.destroy();
  }

  /** Behind all that was asked before: one answer tells that Redis is there. */
  async #ping(): Promise<void> {
    if (this.#pinging) return;
    this.#pinging = true;
    try {
      await this.#options.redis.ping();
      this.#soundness.heard(monotonicMs());
    } catch {
      // One that is away is asked again when it is back.
    } finally {
      this.#pinging = false;
    }
  }

  #isAway(now: number): boolean {
    return this.#options.redis.status !== 'ready' || this.#soundness.isLate(now);
  }

  /** For workers that ask; undefined: this one cannot tell. `isAway`: Redis is, for who asks. */
  #answer(isAway: boolean): boolean | undefined {
    const now = monotonicMs();
    if (this.#stoodStill || now - this.#beaten > LATE_BEAT_MS || this.#soundness.heardAt === undefined)
      return undefined;
    const answers = !this.#isAway(now);
    // Who hears no goes on: nothing is judged here before Redis has been there for a while.
    if (isAway && !answers) this.#soundness.lost();
    return sayOf({ answers, isSettled: this.#soundness.isSettled(now), canTake: this.#canTake }, isAway);
  }

  /** Whether this worker has a place for a session that somebody else loses. */
  get #canTake(): boolean {
    const { admission } = this.#options;
    return (
      this.#draining === undefined && admission.hasRoomForShow && this.#live.some(({ isFull }) => !isFull)
    );
  }

  get #live(): readonly QueueRunner[] {
    return this.#runners.filter(({ queue }) => queue === 'live');
  }

  /** A session ends only where another worker can take it. Who stood still himself cannot tell. */
  #judge(verdict: Verdict): void {
    const now = monotonicMs();
    if (!this.#isAway(now) || this.#stoodStill || now - this.#beaten > MOST_GAP_MS) return;
    const heardAt = this.#soundness.heardAt ?? now;
    const from = goesOnFrom(verdict, { now, heardAt, wasCutOff: this.#wasCutOff });
    if (from !== undefined) {
      this.#heldSince = from;
      for (const runner of this.#runners) runner.holdWithoutRedis(from);
    }
    if (verdict.type !== 'cut-off') return;
    this.#wasCutOff = true;
    // An answer that is late is no news before the leases have run out.
    const held = Math.max(this.#heldSince, heardAt);
    const runsNothing = this.#live.every(({ running }) => running.length === 0);
    if (this.#isCutOff || now - held < LEASE_MS || runsNothing) return;
    this.#isCutOff = true;
    this.#options.tell(
      'Redis answers other workers, and not this one: sessions have ended here, and begin elsewhere',
    );
  }

  async #announce(): Promise<void> {
    if (this.#announcing) return;
    this.#announcing = true;
    const sent = monotonicMs();
    try {
      const asked = await announce(this.#options.redis, this.#view());
      this.#soundness.answered(sent, monotonicMs());
      this.#isCutOff = false;
      this.#wasCutOff = false;
      if (asked && this.#draining === undefined) {
        this.#options.tell('asked to drain');
        this.drain().catch(() => undefined);
      }
      if (this.#soundness.mayJudge(monotonicMs())) for (const runner of this.#runners) await runner.judge();
      // Nothing waits for it: who takes over is not held up by who asks.
      if (this.#rounds % PEERS_EVERY === 0) void this.#peers?.refresh();
      this.#rounds += 1;
      this.#fault = undefined;
    } catch (error) {
      this.#soundness.lost();
      this.#tellFault(asError(error).message);
    } finally {
      this.#announcing = false;
    }
  }

  /** Once, not each second. */
  #tellFault(fault: string): void {
    if (this.#fault !== fault) this.#options.tell(`Redis answers with a fault: ${fault}`);
    this.#fault = fault;
  }

  #view(): WorkerView {
    const { name, host, version } = this.#options;
    return {
      ...{ name, host, version, pid: process.pid, since: this.#since },
      state: this.#draining === undefined ? 'running' : 'draining',
      kinds: this.#runners.map(({ queue }) => queue),
      concurrency: this.#runners.reduce((all, { concurrency }) => all + concurrency, 0),
      running: this.#runners.flatMap(({ running }) => running),
      room: this.#options.admission.room,
      counts: Object.fromEntries(this.#runners.map(({ queue, counts }) => [queue, counts])),
    };
  }

  async #drain(): Promise<void> {
    const { drainMs, redis, name, tell } = this.#options;
    const count = this.#runners.reduce((all, { running }) => all + running.length, 0);
    tell(count === 0 ? 'draining' : `draining: ${count} ${count === 1 ? 'job' : 'jobs'} to finish`);
    const ended = Promise.all(this.#runners.map((runner) => runner.close())).then(() => this.#rest());
    // A show never finishes by itself.
    for (const runner of this.#runners) if (runner.queue === 'live') runner.giveBack();
    const giveBack = setTimeout(() => {
      for (const runner of this.#runners) runner.giveBack();
    }, drainMs);
    const left = ended.then(() => leave(redis, name)).then(() => true);
    const late = Promise.withResolvers<false>();
    const longest = this.#runners.map(({ queue }) =>
      queue === 'live' ? STOP_SESSION_MS : drainMs + STOP_RECORDING_MS,
    );
    const bound = setTimeout(() => late.resolve(false), Math.max(...longest) + LEAVE_MS);
    try {
      if (await Promise.race([left, late.promise])) return;
    } finally {
      clearTimeout(giveBack);
      clearTimeout(bound);
      this.#rest();
    }
    // What waits for Redis fails when its owner disconnects it.
    left.catch(() => undefined);
    this.kill();
    tell('Redis does not answer: what ran here begins elsewhere when it is back');
  }

  #rest(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#spares[Symbol.dispose]();
    this.#peers?.[Symbol.dispose]();
    this.#options.redis.off('close', this.#lost);
    this.#options.redis.off('connect', this.#connected);
  }
}
