/**
 * The session of a live stream: opens the parts, runs them until the input has ended or somebody stops it, and closes
 * them in reverse order. Media moves from input to outputs by the clock; analysis looks on and hands over cues.
 */
import type { Address } from '../../media/address.ts';
import { InputClock } from '../../media/live-input/input-clock.ts';
import type { LiveItem } from '../../media/live-input/items.ts';
import { checkLiveInput, openLiveInput, type LiveInput } from '../../media/live-input/live-input.ts';
import { LiveProgram, type ProgramEvent } from '../../media/live/live-program.ts';
import { loadLibrary, type LoadedLibrary } from '../../media/library/index.ts';
import { prepareMixers } from '../../media/mixer/pipeline.ts';
import type { DeviceName } from '../../media/mixer/device.ts';
import type { LiveOutput } from '../../media/outputs/output.ts';
import { openLiveOutput, type OutputPlan } from '../../media/outputs/live-output.ts';
import { canWait } from '../../media/outputs/patience.ts';
import { realWall, type Wall } from '../../media/wall.ts';
import { liveOptionsFor } from '../../streams/live-options.ts';
import type { Command } from '../../streams/scheduler.ts';
import { asError } from '../../streams/errors.ts';
import { fromSeconds, latest, scale, toSeconds, ZERO, type Micros } from '../../streams/time.ts';
import type { Settings } from '../config/options.ts';
import { openAnalysis } from '../decorate/analysis.ts';
import { policyOf } from '../decorate/policy.ts';
import { bundledLibrary } from '../paths.ts';
import { AnalysisLink } from './analysis-link.ts';
import { decideLive, type Decisions } from './decisions.ts';
import { createDevices } from './devices.ts';
import type { LiveEvent, LiveFact, LiveStatus } from './events.ts';
import type { CarriedCaptions } from './carried.ts';
import { openNursery } from './nursery/nursery.ts';
import { Senses } from './senses.ts';
import { statusOf, summaryOf } from './status.ts';
import { openWords } from './words.ts';

export interface LiveSessionOptions {
  readonly input: Address;
  readonly listen?: boolean;
  /** A file, paced by the clock, once or again and again. */
  readonly realtime?: boolean;
  readonly loop?: boolean;
  readonly outputs: readonly OutputPlan[];
  /** Devices for the whole mix, and for the effects alone. */
  readonly devices?: { readonly mix: readonly DeviceName[]; readonly bus: readonly DeviceName[] };
  readonly settings: Settings;
  readonly version: string;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onWarning?: (line: string) => void;
  /** The clock; faster than real for measurements. */
  readonly wall?: Wall;
  /** Breaks off the start; a session that runs is stopped by `stop`. */
  readonly signal?: AbortSignal;
}

/** A running session. */
export interface LiveSession {
  readonly status: LiveStatus;
  /** Resolves when all has been played and closed; rejects, then too, with what made the session impossible. */
  readonly done: Promise<void>;
  /** Another delay (0 to 60 s), with at most one visible cut. */
  setDelay(delay: Micros): void;
  /** A person's veto, swap or nudge of an upcoming moment, or another policy. */
  command(command: Command): void;
  /** Takes no more input, plays what is held, closes everything; resolves with `done`. */
  stop(): Promise<void>;
}

/** A process that says nothing for this long hangs (ms): a stop of 6 s is survived, a dead one costs no more than this. */
const SILENCE_MS = 10_000;
/** Node's own remarks about running TypeScript would be taken for last words. */
const QUIET = ['--disable-warning=ExperimentalWarning'];
/**
 * After a moment's backlog V8 would keep 45 MB more for young objects than analysis ever needs (a soak of hours showed
 * it, when the machine was busy once).
 */
const LEAN = [...QUIET, '--max-semi-space-size=4'];

/**
 * Starts a session. Resolves once everything that a person could mend has been checked and analysis runs; the input may
 * still be awaited.
 * @throws an error with `code` and `nextStep`
 */
export async function startLive(options: LiveSessionOptions): Promise<LiveSession> {
  const opening = new AsyncDisposableStack();
  try {
    const session = new Session(options, opening);
    await session.open();
    return session;
  } catch (error) {
    await opening.disposeAsync();
    throw error;
  }
}

class Session implements LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #wall: Wall;
  readonly #owned: AsyncDisposableStack;
  readonly #clock = new InputClock();
  readonly #senses: Senses;
  #state: LiveStatus['state'] = 'starting';
  #input: LiveInput | undefined;
  #program: LiveProgram | undefined;
  #outputs: readonly LiveOutput[] = [];
  #link: AnalysisLink | undefined;
  #decisions: Decisions | undefined;
  #carried: CarriedCaptions | undefined;
  #connected = false;
  #inputOver = Promise.resolve();
  #failure: Error | undefined;
  readonly #finished = Promise.withResolvers<void>();

  constructor(options: LiveSessionOptions, owned: AsyncDisposableStack) {
    this.#options = options;
    this.#wall = options.wall ?? realWall();
    this.#owned = owned;
    const { type } = options.settings.asr;
    this.#senses = new Senses({
      listens: type === 'moonshine' || type === 'sherpa',
      partials: true,
      maxBehind: longestBehind(fromSeconds(options.settings.delay)),
      onEvent: (event) => {
        if (event.type === 'speech-skipped') this.#tell(event);
      },
    });
    // Whoever only watches events need not handle it.
    this.#finished.promise.catch(() => undefined);
  }

  get done(): Promise<void> {
    return this.#finished.promise;
  }

  async open(): Promise<void> {
    const { settings, outputs, input, listen = false, realtime = false, signal } = this.#options;
    const owned = this.#owned;
    // What a person must mend is told at once; analysis takes seconds to start.
    await checkLiveInput({ address: input, listen, realtime });
    const nursery = owned.use(openNursery());
    const words = owned.use(await openWords(settings));
    this.#carried = words.carried;
    prepareMixers();
    const folder = settings.library ?? bundledLibrary;
    const library = await loadLibrary(folder);
    // Analysis needs the sounds when it starts, and then no more: they are read again when it has to start again.
    let known: LoadedLibrary | undefined = library;
    const devices = owned.use(
      createDevices({
        fork: (entry, args) => nursery.fork(entry, args, { execArgv: QUIET }),
        mix: this.#options.devices?.mix ?? [],
        bus: this.#options.devices?.bus ?? [],
        onEvent: (device, message) => this.#warn(`${device}: ${message}`),
      }),
    );
    const delay = fromSeconds(settings.delay);
    const hasDevice = devices.mixed !== undefined || devices.effectsBus !== undefined;
    this.#outputs = outputs.map((plan) => this.#openOutput(plan));
    this.#program = owned.use(
      new LiveProgram({
        wall: this.#wall,
        clock: this.#clock,
        outputs: this.#outputs,
        effects: library.effects.map(({ id, channels }) => ({ id, channels })),
        gain: settings.gain,
        duck: settings.duck,
        limiter: settings.limiter === 'on',
        delay,
        patient: canWait(outputs, hasDevice),
        hold: settings.hold,
        ...(devices.mixed === undefined ? {} : { mixed: devices.mixed }),
        ...(devices.effectsBus === undefined ? {} : { effectsBus: devices.effectsBus }),
        onEvent: (event) => this.#hearProgram(event),
        onMoved: () => this.#decide(),
      }),
    );
    const link = (this.#link = new AnalysisLink({
      open: async (signal) => {
        const { effects } = known ?? (await loadLibrary(folder));
        known = undefined;
        return openAnalysis(settings, effects, signal, { silence: SILENCE_MS }, (entry) =>
          nursery.fork(entry, [], { serialization: 'advanced', execArgv: LEAN }),
        );
      },
      onEvent: (event) => this.#tell(event),
      up: (client) => this.#senses.up(client),
      down: () => this.#senses.down(),
    }));
    owned.defer(() => link.close());
    const stop = (): void => void link.close();
    signal?.addEventListener('abort', stop, { once: true });
    signal?.throwIfAborted();
    await link.start().finally(() => signal?.removeEventListener('abort', stop));
    const threshold = settings.threshold ?? link.client?.manifest.threshold ?? 0;
    const policy = policyOf(settings, threshold);
    const lead = this.#program.lead;
    this.#tell({
      type: 'started',
      version: this.#options.version,
      input: input.shown,
      outputs: this.#outputs.map(({ name }) => name),
      delay,
      threshold,
      policy: { ...liveOptionsFor(delay), ...policy, lead },
    });
    this.#decisions = decideLive({
      frames$: this.#senses.frames$,
      words$: this.#senses.words$,
      client: () => link.client,
      delay,
      lead,
      policy,
      play: (cue) => this.#program?.place(cue),
      tell: (fact) => this.#tell(fact),
    });
    this.#senses.words$.subscribe((event) => {
      if (event.type !== 'progress') this.#tell(event);
    });
    words.begin({
      senses: this.#senses,
      mediaAt: (epoch) => this.#mediaAt(epoch),
      onFault: (message) => this.#warn(message),
    });
    this.#input = openLiveInput({
      address: input,
      listen,
      realtime,
      loop: this.#options.loop ?? false,
      wall: this.#wall,
      clock: this.#clock,
      speech: settings.asr.type === 'moonshine' || settings.asr.type === 'sherpa',
      onItem: (item) => this.#hear(item),
    });
    owned.defer(() => this.#input?.close());
    this.#input.firstLeg.catch((error: unknown) => {
      // An input that a person stops waiting for is no fault. Its end follows, and with it that of the session.
      if (this.#state === 'running') this.#failure = asError(error);
    });
    this.#state = 'running';
    this.#run().catch((error: unknown) => this.#finished.reject(asError(error)));
  }

  get status(): LiveStatus {
    return statusOf({
      state: this.#state,
      name: this.#options.input.shown,
      connected: this.#connected,
      input: this.#input,
      outputs: this.#outputs,
      program: this.#program,
      link: this.#link,
      speechLag: this.#senses.speechLag,
    });
  }

  setDelay(delay: Micros): void {
    this.#program?.setDelay(delay);
  }

  command(command: Command): void {
    this.#tell({ type: 'command', command });
    this.#decisions?.command(command);
  }

  stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'stopping';
      this.#tell({ type: 'stopping' });
      // Its last item is `end`, from which all else follows.
      this.#input?.close().catch((error: unknown) => this.#finished.reject(asError(error)));
    }
    return this.done;
  }

  /** Until all media has left; then closes the parts. */
  async #run(): Promise<void> {
    const program = this.#program;
    if (program === undefined) throw new Error('internal: a session without a programme');
    try {
      await program.run();
      await this.#inputOver;
    } finally {
      // After a failure, too: an output that is not closed keeps the process from ending.
      await Promise.all(this.#outputs.map((output) => output.close()));
      this.#decisions?.end();
      this.#senses.close();
      await this.#owned.disposeAsync();
      this.#state = 'stopped';
      this.#tell({ type: 'stopped' });
    }
    if (this.#failure === undefined) this.#finished.resolve();
    else this.#finished.reject(this.#failure);
  }

  #decide(): void {
    const { decidedFrom: at, lead = ZERO } = this.#program ?? {};
    // Decisions lie ahead by the lead, and begin with media time 0 there.
    if (at !== undefined && at + lead >= 0) this.#decisions?.tick(at, lead);
  }

  #openOutput(plan: OutputPlan): LiveOutput {
    return openLiveOutput(plan, {
      wall: this.#wall,
      onEvent: (event) => this.#tell({ ...event, output: plan.address.shown }),
    });
  }

  #hear(item: LiveItem): void {
    switch (item.type) {
      case 'leg': {
        const { leg } = item;
        this.#connected = true;
        this.#carried?.enter(leg);
        if (leg.info.video === undefined) this.#senses.seeDarkness();
        this.#tell({ type: 'input-open', leg: leg.index, at: leg.start, summary: summaryOf(leg.info) });
        break;
      }
      case 'picture':
        this.#senses.picture(item.picture);
        break;
      case 'speech':
        this.#senses.sound(item.block);
        break;
      case 'note':
        if (item.note.type === 'input-lost') this.#connected = false;
        this.#tell(item.note);
        break;
      case 'end':
        this.#connected = false;
        this.#inputOver = this.#senses.end();
        break;
      case 'packet':
        this.#carried?.look(item);
        break;
      case 'program':
        break;
    }
    this.#program?.put(item);
  }

  #hearProgram(event: ProgramEvent): void {
    switch (event.type) {
      case 'outcome': {
        const { cue, outcome } = event;
        const at = this.#program?.playhead ?? ZERO;
        this.#tell(
          outcome === 'played'
            ? { type: 'played', id: cue, at }
            : { type: 'not-played', id: cue, reason: outcome },
        );
        return;
      }
      case 'paused':
        this.#warn(
          `The input has been gone for long; the outputs were closed and open again when it is back.`,
        );
        return;
      case 'line-full':
        this.#warn(
          `The delay line is full: ${toSeconds(event.left).toFixed(1)} s leave earlier than asked. Choose a shorter --delay.`,
        );
        return;
      case 'mixer-failed':
        this.#warn(`${event.message} Effects are mixed without GStreamer until it works again.`);
        return;
      case 'delay-changed':
      case 'hold':
        this.#tell(event);
    }
  }

  #mediaAt(epoch: number): Micros {
    const wall = this.#wall;
    return this.#clock.mediaAt(wall.now() + (epoch - wall.epoch()));
  }

  #warn(line: string): void {
    this.#options.onWarning?.(line);
  }

  #tell(fact: LiveFact): void {
    this.#options.onEvent({ ...fact, wall: this.#wall.epoch(), playhead: this.#program?.playhead ?? ZERO });
  }
}

/**
 * How far recognition may lie behind before it skips ahead: 1.5 s, or a quarter of a long delay, since recognising the
 * longest segment takes a second on a busy machine and costs nothing where there is time.
 */
const longestBehind = (delay: Micros): Micros => latest(fromSeconds(1.5), scale(delay, 0.25));
