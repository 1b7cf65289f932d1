/**
 * The session of a live stream: opens the parts, runs them until the input has ended or somebody stops it, and closes
 * them in reverse order. Media moves from input to outputs by the clock; analysis looks on and hands over cues.
 */
import { InputClock } from '../../media/input/input-clock.ts';
import type { LiveInput } from '../../media/input/reconnecting-source.ts';
import type { Program } from '../../media/program/program.ts';
import type { PacerEvent, RealtimePacer } from '../../media/program/realtime-pacer.ts';
import { takeLibrary } from '../../library/index.ts';
import { prepareMixers } from '../../media/mixer/pipeline.ts';
import type { LiveSink } from '../../media/output/sink.ts';
import { openLiveSink } from '../../media/output/live-sink.ts';
import type { OutputPlan } from '../../media/output/plan.ts';
import { systemClock, type Clock } from '../../core/clock.ts';
import { DEFAULT_POLICY } from '../../streams/policy.ts';
import { asError } from '../../core/errors.ts';
import { fromSeconds, ZERO } from '../../streams/time.ts';
import { wordsOf } from '../session/policy.ts';
import { languageFor } from '../language/language.ts';
import { pictureFilterFor } from '../checkpoint.ts';
import { bundledLibrary } from '../paths.ts';
import type { AnalysisSupervisor } from '../session/analysis-supervisor.ts';
import { beginDecisions, type DecisionParts, type SessionDecisions } from './begin-decisions.ts';
import { attachmentOf, checkInput, openInput, playerOf } from './attachment.ts';
import type { LiveFact, LiveStatus } from './events.ts';
import { FaultGuard, restarting, tellListener } from './faults.ts';
import { openForkServer } from '../../core/fork-server/fork-server.ts';
import type { LiveInBandCaptions } from './in-band-captions.ts';
import { effectLengths, openControls, openDevices, openSupervisor, openProgram } from './parts.ts';
import { reportOf, type ReportedEvent } from './program-report.ts';
import { AnalysisFeed } from './analysis-feed.ts';
import type { EffectsPlayer, InputNeeds, LiveSession, LiveSessionOptions } from './session-options.ts';
import { SessionInput } from './session-input.ts';
import { statusOf } from './status.ts';
import { openCaptionInput } from './caption-input.ts';
import type { ShowControls } from './controls.ts';
import { ShowTime } from './show-time.ts';

export type { LiveSession, LiveSessionOptions };

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
  readonly #clock: Clock;
  readonly #owned: AsyncDisposableStack;
  readonly #inputClock = new InputClock();
  readonly time: ShowTime;
  readonly #feed: AnalysisFeed;
  #state: LiveStatus['state'] = 'starting';
  #input: LiveInput | undefined;
  #pacer: RealtimePacer | undefined;
  #program: Program | undefined;
  #player: EffectsPlayer | undefined;
  #outputs: readonly LiveSink[] = [];
  #link: AnalysisSupervisor | undefined;
  #decisions: SessionDecisions | undefined;
  #taken: SessionInput | undefined;
  #controls: ShowControls | undefined;
  #failure: Error | undefined;
  readonly #guard = new FaultGuard((part, message) => this.#tell({ type: 'fault', part, message }));
  readonly #finished = Promise.withResolvers<void>();

  constructor(options: LiveSessionOptions, owned: AsyncDisposableStack) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.time = new ShowTime(this.#clock, this.#inputClock, options.carried?.earlier);
    this.#owned = owned;
    this.#feed = new AnalysisFeed({
      listens: this.#listens,
      partials: true,
      delay: fromSeconds(options.settings.delay),
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
    const { settings, outputs } = this.#options;
    const attached = attachmentOf(this.#options);
    const owned = this.#owned;
    // What a person must mend is told at once; analysis takes seconds to start.
    await checkInput(this.#options);
    const forkServer = owned.use(openForkServer());
    const captionInput = owned.use(await openCaptionInput(settings, this.#options.captions));
    const withoutGStreamer = prepareMixers();
    if (withoutGStreamer !== undefined) this.#warn(withoutGStreamer);
    const library = await takeLibrary(settings.library ?? bundledLibrary);
    this.#outputs = outputs.map((plan) => this.#openOutput(plan));
    const devices = owned.use(openDevices(this.#options.devices, forkServer, (line) => this.#warn(line)));
    const { pacer, program } = openProgram(settings, library, {
      clock: this.#clock,
      inputClock: this.#inputClock,
      plans: outputs,
      sinks: this.#outputs,
      devices,
      ...(attached === undefined ? {} : { loudness: attached.loudness }),
      onEvent: this.#guard.wrap('program events', (event) => this.#hearProgram(event)),
      onMoved: this.#guard.wrap('decisions', () => this.#decide()),
    });
    this.#pacer = pacer;
    this.#program = owned.use(program);
    const player = (this.#player = playerOf(this.#options, program, {
      ...{ library, gain: settings.gain },
      told: (cue, outcome) => this.#hearProgram({ type: 'outcome', cue, outcome }),
      warn: (line) => this.#warn(line),
    }));
    const controls = (this.#controls = openControls(settings, library, {
      ...{ pacer, player, attached: attached !== undefined },
      guard: this.#guard,
      tell: (fact) => this.#tell(fact),
      decisions: () => this.#decisions,
      carried: this.#options,
    }));
    const link = (this.#link = openSupervisor(
      settings,
      library,
      forkServer,
      {
        onEvent: (event) => this.#tell(event),
        up: (client) => this.#feed.up(client),
        down: () => this.#feed.down(),
      },
      (line) => this.#warn(line),
    ));
    owned.defer(() => link.close());
    await link.start(this.#options.signal);
    const language = await languageFor(settings, link.client?.manifest ?? {}, captionInput.captions);
    controls.begin(link.client?.manifest ?? DEFAULT_POLICY);
    this.#beginDecisions(pacer, player, link, {
      ...{ language, lengths: effectLengths(library) },
      ...(attached === undefined ? {} : { landmarks: attached.landmarks }),
    });
    captionInput.begin({
      feed: this.#feed,
      ...{ time: this.time, anew: this.#options.realtime ?? false },
      epoch: () => this.#clock.epoch(),
      onFault: (message) => this.#warn(message),
      guard: this.#guard,
    });
    const how = { fork: forkServer.fork, pictureFilter: await pictureFilterFor(settings) };
    this.#beginInput(program, captionInput.inBand, how);
    this.#state = 'running';
    this.#run().catch((error: unknown) => this.#finished.reject(asError(error)));
  }

  #beginDecisions(
    pacer: RealtimePacer,
    player: EffectsPlayer,
    link: AnalysisSupervisor,
    more: Pick<DecisionParts, 'language' | 'lengths' | 'landmarks'>,
  ): void {
    this.#decisions = beginDecisions({
      session: this.#options,
      policy: () => this.controls.inForce.policy,
      ...more,
      recalled$: this.time.recalled$,
      feed: this.#feed,
      client: () => link.client,
      pacer,
      play: (cue) => player.place(cue),
      outputs: this.#outputs.map(({ name }) => name),
      tell: (fact) => this.#tell(fact),
      warn: (line) => this.#warn(line),
    });
    this.#feed.transcript$.subscribe((event) => event.type !== 'progress' && this.#tell(event));
  }

  #beginInput(program: Program, inBandCaptions: LiveInBandCaptions | undefined, how: InputNeeds): void {
    const taken = (this.#taken = new SessionInput({
      feed: this.#feed,
      inBandCaptions,
      program,
      containers: this.#options.outputs.map(({ container }) => container),
      recordings: this.#options.outputs.flatMap(({ kind, container }) => (kind === 'file' ? container : [])),
      ...{ tell: (fact) => this.#tell(fact), warn: (line) => this.#warn(line), guard: this.#guard },
    }));
    this.#input = openInput(this.#options, {
      ...{ clock: this.#clock, inputClock: this.#inputClock, speech: this.#listens, ...how },
      onItem: (item) => taken.take(item),
      warn: (line) => this.#warn(line),
    });
    this.#owned.defer(() => this.#input?.close());
    this.#input.firstConnection.catch((error: unknown) => {
      // An input that a person stops waiting for is no fault. Its end follows, and with it that of the session.
      if (this.#state === 'running') this.#failure = asError(error);
    });
  }

  /** Whether the input's sound is listened to. */
  get #listens(): boolean {
    return wordsOf(this.#options.settings.asr) === 'recognised';
  }

  get status(): LiveStatus {
    return statusOf({
      state: this.#state,
      name: this.#options.input.shown,
      connected: this.#taken?.connected ?? false,
      input: this.#input,
      outputs: this.#outputs,
      program: this.#program,
      player: this.#player,
      pacer: this.#pacer,
      link: this.#link,
      speechLag: this.#feed.speechLag,
    });
  }

  get controls(): ShowControls {
    if (this.#controls === undefined) throw new Error('internal: controls before the session is open');
    return this.#controls;
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
    if (program === undefined) throw new Error('internal: a session without a program');
    try {
      await restarting('program', () => program.run(), this.#guard, this.#clock);
      await this.#taken?.over;
    } finally {
      // After a failure, too: an output that is not closed keeps the process from ending.
      await Promise.all(this.#outputs.map((output) => output.close()));
      this.#decisions?.end();
      this.#feed.close();
      await this.#owned.disposeAsync();
      this.#state = 'stopped';
      this.#tell({ type: 'stopped' });
    }
    if (this.#failure === undefined) this.#finished.resolve();
    else this.#finished.reject(this.#failure);
  }

  #decide(): void {
    const { at, lead = ZERO } = this.#pacer ?? {};
    // Decisions run ahead of the program by the lead; nothing is decided before media time 0.
    if (at === undefined || at + lead < 0) return;
    this.time.look();
    this.#decisions?.tick(at, lead);
  }

  #openOutput(plan: OutputPlan): LiveSink {
    return openLiveSink(plan, {
      clock: this.#clock,
      onEvent: (event) => this.#tell({ ...event, output: plan.address.shown }),
      mayLeave: this.#options.mayLeave,
    });
  }

  #hearProgram(event: ReportedEvent | PacerEvent): void {
    if (event.type === 'delay-changed') {
      this.#feed.setDelay(event.to);
      this.#decisions?.changeDelay(event);
      return;
    }
    const report = reportOf(event, this.#program?.playhead ?? ZERO);
    if ('warning' in report) this.#warn(report.warning);
    else this.#tell(report.fact);
  }

  readonly #warn = (line: string): void => tellListener('onWarning', () => this.#options.onWarning?.(line));

  #tell(fact: LiveFact): void {
    const [wall, playhead] = [this.#clock.epoch(), this.#program?.playhead ?? ZERO];
    tellListener('onEvent', () => this.#options.onEvent({ ...fact, wall, playhead }));
  }
}
