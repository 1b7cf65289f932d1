/** The client's side of an analysis process, over whatever channel reaches it. */
import type { z } from 'zod';
import type { Moment, Window } from '../../streams/values.ts';
import type { ModelManifest } from '../manifest.ts';
import type { Picture } from '../../core/formats.ts';
import type { AnalysisClient, AnalysisEffect, AnalysisLimits, AnalysisLoad } from './api.ts';
import type { Channel } from './channel.ts';
import type { ActiveDevice } from '../runtime/devices.ts';
import { faultIn, malformedAnswer } from './checks.ts';
import { EmbeddedPictures } from './embedded-pictures.ts';
import {
  AnalysisClosedError,
  type AnalysisError,
  AnalysisFailedError,
  AnalysisRequestError,
  AnalysisStartError,
} from './errors.ts';
import { PendingRequests } from './pending.ts';
import {
  type AnalysisOptions,
  type ProcessMessage,
  type AnalysisSpent,
  type Request,
  doneSchema,
  momentsSchema,
  spentSchema,
  processMessageSchema,
  vectorsSchema,
} from './protocol.ts';
import { systemClock } from '../../core/clock.ts';
import { Watchdog } from '../../core/watchdog.ts';
import { checkedSpeechOptions, type SpeechOptions } from './speech-options.ts';
import { type OwnedSpeechSession, type SpeechSession, createSpeechSession } from './speech-session.ts';

/** Requests out at a time: the process works on one after the other, and should find the next one there. */
const MOST_REQUESTS = 4;
/** Effects in one message: 8 of 5 s are 8 MB. */
const EFFECTS_AT_ONCE = 8;

interface Facts {
  readonly manifest: ModelManifest;
  readonly device: ActiveDevice;
}

type State = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** A client over a channel that is there; `started` tells how the start went. Its maker closes it. */
export class ChannelClient implements AnalysisClient {
  readonly #channel: Channel;
  readonly #limits: AnalysisLimits;
  readonly #notice: ((line: string) => void) | undefined;
  readonly #watchdog: Watchdog;
  readonly #requests = new PendingRequests<Request>({
    most: MOST_REQUESTS,
    send: (id, request) => this.#channel.send({ type: 'request', id, request }),
  });
  readonly #pictures = new EmbeddedPictures((pictures) =>
    this.#vectors({ method: 'embedPictures', pictures }, pictures.length),
  );
  readonly #sessions = new Map<number, OwnedSpeechSession>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<AnalysisFailedError>();
  readonly #speech: boolean;
  #state: State = 'starting';
  #facts: Facts | undefined;
  #load: AnalysisLoad = { waiting: 0, dropped: 0, sessions: 1 };
  #nextSession = 0;
  #loading: Promise<unknown> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /** `open` makes the channel: it gives each message of the process to `received`. `notice` is told lines for a person. */
  constructor(
    options: AnalysisOptions,
    limits: AnalysisLimits,
    open: (received: (message: unknown) => void) => Channel,
    notice?: (line: string) => void,
  ) {
    this.#limits = limits;
    this.#notice = notice;
    this.#speech = options.speech !== 'none';
    this.#channel = open((message) => this.#receive(message));
    this.#watchdog = new Watchdog(systemClock(), limits.start, (limit) => this.#hung(limit));
    this.#watchdog.start();
    void this.#channel.ended.then((error) => this.#fail(error));
    this.#channel.send({ type: 'start', options });
  }

  get started(): Promise<void> {
    return this.#ready.promise;
  }

  get failed(): Promise<AnalysisFailedError> {
    return this.#failed.promise;
  }

  get pid(): number {
    return this.#channel.pid;
  }

  get load(): AnalysisLoad {
    return this.#load;
  }

  get manifest(): ModelManifest {
    return this.#knownFacts().manifest;
  }

  get device(): ActiveDevice {
    return this.#knownFacts().device;
  }

  loadLibrary(effects: readonly AnalysisEffect[]): Promise<void> {
    // One library at a time, since it travels in parts.
    const turn = this.#loading.then(() => this.#sendLibrary(effects));
    this.#loading = turn.catch(() => undefined);
    return turn;
  }

  embedPictures(pictures: readonly Picture[]): Promise<Float32Array[]> {
    return this.#pictures.of(pictures);
  }

  async embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    return texts.length === 0 ? [] : this.#vectors({ method: 'embedTexts', texts: [...texts] }, texts.length);
  }

  async detect(
    windows: readonly Window[],
    { within }: { readonly within?: number } = {},
  ): Promise<Moment[][]> {
    if (windows.length === 0) return [];
    return this.#ask(
      { method: 'detect', windows, ...(within === undefined ? {} : { within }) },
      momentsSchema,
    );
  }

  async spent(): Promise<AnalysisSpent> {
    return this.#ask({ method: 'spent' }, spentSchema);
  }

  openSpeech(given: SpeechOptions = {}): SpeechSession {
    if (!this.#speech)
      throw new AnalysisRequestError({
        code: 'speech-off',
        message: 'analysis was started without speech recognition',
        nextStep: "Start it with speech: 'moonshine'",
      });
    if (this.#state !== 'running') throw new AnalysisClosedError();
    const options = checkedSpeechOptions(given);
    const id = this.#nextSession++;
    const session = createSpeechSession({
      id,
      options,
      send: (message) => this.#channel.send(message),
      over: () => void this.#sessions.delete(id),
    });
    this.#sessions.set(id, session);
    return session;
  }

  close(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  #knownFacts(): Facts {
    if (!this.#facts) throw new Error('internal: the analysis process has not started');
    return this.#facts;
  }

  async #sendLibrary(effects: readonly AnalysisEffect[]): Promise<void> {
    for (let at = 0; at === 0 || at < effects.length; at += EFFECTS_AT_ONCE) {
      const part = effects
        .slice(at, at + EFFECTS_AT_ONCE)
        .map(({ id, tag, description, pcm }) => ({ id, tag, description, pcm }));
      const last = at + EFFECTS_AT_ONCE >= effects.length;
      await this.#ask({ method: 'addEffects', effects: part, first: at === 0, last }, doneSchema);
    }
  }

  /** The answer to `request`, checked; one that is not what was asked for is an AnalysisRequestError. */
  async #ask<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    const answer = schema.safeParse(await this.#requests.ask(request));
    if (!answer.success) throw malformedAnswer(request.method, faultIn(answer.error));
    return answer.data;
  }

  async #vectors(request: Request, expected: number): Promise<Float32Array[]> {
    const vectors = await this.#ask(request, vectorsSchema);
    if (vectors.length !== expected)
      throw malformedAnswer(request.method, `${vectors.length} vectors where ${expected} were asked for`);
    // Copied out of the message, or the smallest of them would keep all of it.
    return vectors.map((vector) => vector.slice());
  }

  #receive(raw: unknown): void {
    this.#watchdog.heard();
    const parsed = processMessageSchema.safeParse(raw);
    if (parsed.success) this.#obey(parsed.data);
    else {
      this.#fail(AnalysisFailedError.nonsense(faultIn(parsed.error)));
      this.#channel.abandon();
    }
  }

  #obey(message: ProcessMessage): void {
    switch (message.type) {
      case 'ready':
        if (this.#state !== 'starting') return;
        this.#facts = { manifest: message.manifest, device: message.device };
        this.#state = 'running';
        this.#watchdog.allow(this.#limits.silence);
        return this.#ready.resolve();
      case 'notice':
        this.#facts &&= { ...this.#facts, device: message.device };
        return this.#notice?.(message.message);
      case 'start-failed':
        return this.#ready.reject(new AnalysisStartError(message.error));
      case 'answer':
        return void this.#requests.answer(message.id, message.value);
      case 'refusal':
        return void this.#requests.refuse(message.id, new AnalysisRequestError(message.error));
      case 'speech-event':
        return this.#sessions.get(message.session)?.event(message.event);
      case 'speech-taken':
        return this.#sessions.get(message.session)?.taken(message.samples, message.overtaken);
      case 'speech-ended':
        return this.#sessions.get(message.session)?.ended();
      case 'fatal':
        return this.#fail(AnalysisFailedError.told(message.error));
      case 'heartbeat': {
        const { waiting, dropped, sessions } = message;
        this.#load = { waiting, dropped, sessions };
      }
    }
  }

  #hung(limit: number): void {
    this.#fail(AnalysisFailedError.hung(limit));
    this.#channel.kill();
  }

  #fail(error: AnalysisFailedError): void {
    if (this.#state === 'failed' || this.#state === 'stopping' || this.#state === 'stopped') return;
    // Refused by `start-failed` with a better reason, if there was one.
    if (this.#state === 'starting') this.#ready.reject(new AnalysisStartError(error, { cause: error }));
    this.#state = 'failed';
    this.#settleAll(error);
    this.#failed.resolve(error);
  }

  #settleAll(error: AnalysisError): void {
    this.#watchdog.stop();
    this.#requests.fail(error);
    for (const session of [...this.#sessions.values()]) {
      if (error instanceof AnalysisClosedError) session.close();
      else session.fail(error);
    }
  }

  async #stop(): Promise<void> {
    const failed = this.#state === 'failed';
    if (!failed) {
      this.#state = 'stopping';
      this.#ready.reject(new AnalysisClosedError());
      this.#settleAll(new AnalysisClosedError());
      this.#channel.send({ type: 'stop' });
    }
    const timer = setTimeout(() => this.#channel.abandon(), failed ? 0 : this.#limits.stop);
    await this.#channel.ended;
    clearTimeout(timer);
    if (!failed) this.#state = 'stopped';
  }
}
