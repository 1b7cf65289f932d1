/**
 * The running program: takes what a live input gives, holds it for the delay, and sends it on with effects. It goes
 * by the wall clock and the input's time stamps alone; nothing that analysis does, or fails to do, can stop it.
 */
import {
  add,
  fromSample,
  fromSeconds,
  latest,
  micros,
  subtract,
  toSample,
  ZERO,
  type Micros,
} from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import type { DelayLine } from './delay-line.ts';
import type { SourceConnection, InputItem } from '../input/source.ts';
import type { OutputPacket } from '../output/sink.ts';
import { NO_SOUND, type AudioFormat } from '../pcm.ts';
import { InputLoss } from './input-loss.ts';
import { splicePointIn, splicePoints } from './splice-points.ts';
import { Admission } from './admission.ts';
import { OutputTimeline, type SplicePoint } from './output-timeline.ts';
import { VideoTrack } from './video-track.ts';
import type { DelayChange } from './playhead.ts';
import type { LiveProgramOptions } from './program-options.ts';
import { realtimePacer, type RealtimePacer } from './realtime-pacer.ts';
import { AudioTrack } from './audio-track.ts';

export type { LiveProgramOptions, ProgramEvent } from './program-options.ts';

/** Sound missing for this long beside newer pictures becomes silence: the outputs wait for sound otherwise. */
const SOUND_GRACE: Micros = fromSeconds(1);
/** A cut goes at least this far ahead: sound up to there has left already. */
const CUT_AHEAD: Micros = micros(200_000);

/** A program by the wall clock. It owns what it holds and its encoders; `run` it once, then dispose it. */
export class LiveProgram implements AsyncDisposable {
  readonly #options: LiveProgramOptions;
  readonly #pacer: RealtimePacer;
  readonly #admission: Admission;
  readonly #inputLoss: InputLoss;
  #format: AudioFormat = NO_SOUND;
  #hasSound = false;
  #audio: AudioTrack | undefined;
  #video: VideoTrack | undefined;
  #connected = false;
  #ended = false;
  #state: 'waiting' | 'running' | 'done' = 'waiting';
  #fullTold = -Infinity;
  /** Cues that came before the sound did. */
  readonly #cues: Cue[] = [];

  constructor(options: LiveProgramOptions) {
    this.#options = options;
    this.#admission = new Admission(options);
    this.#inputLoss = new InputLoss(options.hold);
    this.#pacer = realtimePacer(options);
  }

  get state(): 'waiting' | 'running' | 'holding' | 'paused' | 'done' {
    const { state } = this.#inputLoss;
    return this.#state === 'running' && state !== 'none' ? state : this.#state;
  }

  /** The media time up to which pictures have left. */
  get playhead(): Micros {
    return latest(ZERO, this.#pacer.at ?? ZERO);
  }

  /** How long before its start a cue must be handed over to be played. Another delay has another lead. */
  get lead(): Micros {
    return this.#pacer.pace.lead;
  }

  /** Where decisions are: the playhead, which begins before media time 0 while the first media wait for the delay. */
  get decidedFrom(): Micros | undefined {
    return this.#pacer.at;
  }

  /** What was asked for, and how far the program, once it has been sent, really is behind what arrives. */
  get delay(): { readonly asked: Micros; readonly actual: Micros } {
    return this.#pacer.delay;
  }

  get line(): { readonly span: Micros; readonly bytes: number } {
    return this.#admission.held;
  }

  get mixer(): { readonly played: number; readonly late: number; readonly crowded: number } {
    return this.#audio?.counts ?? { played: 0, late: 0, crowded: 0 };
  }

  /** Takes an item of the input; packets belong to the program from now on. */
  put(item: InputItem): void {
    switch (item.type) {
      case 'connection':
        this.#enter(item.connection);
        return;
      case 'video':
      case 'subtitle':
      case 'other':
        this.#admission.packet(item);
        return;
      case 'audio':
        this.#admission.sound(item.block);
        return;
      case 'note':
        if (item.note.type === 'input-lost' || item.note.type === 'input-ended') this.#connected = false;
        if (item.note.type === 'input-ended') this.#inputLoss.end(true);
        return;
      case 'end':
        this.#ended = true;
        return;
      case 'speech':
      case 'picture':
        // Analysis listens to these.
        return;
    }
  }

  /** Plays a cue at its sample; late ones are told and left out. */
  place(cue: Cue): void {
    if (this.#audio === undefined) this.#cues.push(cue);
    else this.#audio.place(cue);
  }

  /** Another delay, kept from now on; see `Playhead`. At most `maxSpan`. */
  setDelay(delay: Micros): void {
    const change = this.#pacer.ask(delay);
    if (change !== undefined) this.#tellDelay(change, subtract(change.from, change.to));
  }

  /** No more input comes: `run` ends once all that is held has left. */
  finish(): void {
    this.#ended = true;
  }

  /** Runs until the input has ended and all of it has left. Rejects only when the mixer itself fails. */
  async run(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && !this.#isOver()) {
      await this.#tick();
      await this.#pacer.rest(signal);
    }
    this.#state = 'done';
    if (!signal?.aborted) await this.#audio?.finish();
  }

  get #hasPictures(): boolean {
    return this.#video?.video !== undefined;
  }

  #isOver(): boolean {
    return this.#ended && this.#admission.line?.oldest === undefined;
  }

  #enter(connection: SourceConnection): void {
    this.#connected = true;
    this.#inputLoss.end(false);
    this.#admission.enter(connection);
    this.#video?.announce(connection);
    // Sound that begins later ends the silence in its place.
    this.#hasSound ||= connection.input.audioFormat !== undefined;
    if (this.#state === 'waiting') this.#start(connection);
  }

  #start(connection: SourceConnection): void {
    const options = this.#options;
    const { format } = connection;
    this.#format = format;
    const { mixed, effectsBus } = options;
    const packet = (out: OutputPacket): void => options.outputs.forEach((output) => output.write(out));
    const time = new OutputTimeline(format.rate);
    this.#audio = new AudioTrack({
      ...options,
      format,
      time,
      packet,
      outcome: (cue, outcome) => options.onEvent({ type: 'outcome', cue, outcome }),
      onFault: ({ message }) => options.onEvent({ type: 'mixer-failed', message }),
      mixed: (samples) => mixed?.(samples, format),
      effectsBus: (samples) => effectsBus?.(samples, format),
    });
    for (const cue of this.#cues.splice(0)) this.#audio.place(cue);
    this.#video = new VideoTrack({ time, packet, changed: () => this.#open() });
    this.#video.announce(connection);
    this.#state = 'running';
  }

  /** The outputs' header: the pictures of now, and the sound. */
  #open(): void {
    const video = this.#video?.video;
    const audio = this.#audio?.stream;
    if (audio === undefined) return;
    for (const output of this.#options.outputs)
      output.begin({ audio, ...(video === undefined ? {} : { video }) });
  }

  async #tick(): Promise<void> {
    const { line } = this.#admission;
    const arrived = line === undefined ? undefined : this.#pacer.arrived();
    if (line === undefined || arrived === undefined) return;
    await this.#cutIfAsked(line, arrived);
    this.#pacer.follow(arrived);
    this.#easeFull(line);
    this.#options.onMoved?.();
    if ((this.#pacer.at ?? -1) < 0) return;
    const playhead = this.playhead;
    if (this.#inputLoss.state === 'paused' && !(await this.#resume(line, playhead))) return;
    this.#handleInputLoss(line, playhead);
    await this.#release(line, playhead);
  }

  async #release(line: DelayLine, playhead: Micros): Promise<void> {
    const ahead = add(playhead, this.#pacer.pace.soundAhead);
    const items = line.release(playhead, ahead);
    if (items.length > 0 && this.#inputLoss.mediaLeft(playhead))
      this.#options.onEvent({ type: 'hold', on: false, at: playhead });
    for (const item of items)
      if (item.type === 'packet') this.#video?.write(item);
      else await this.#audio?.write(item);
    await this.#fillSilence(line, playhead, ahead);
  }

  /** Silence where the input has no sound, lost it, or is gone while the program holds. */
  async #fillSilence(line: DelayLine, playhead: Micros, ahead: Micros): Promise<void> {
    const sound = this.#audio;
    if (sound === undefined || this.#inputLoss.state === 'paused') return;
    const { rate } = this.#format;
    const written = fromSample(sound.written, rate);
    const pictures = line.newest;
    const lost =
      pictures !== undefined && pictures > add(written, SOUND_GRACE) && playhead > add(written, SOUND_GRACE);
    if (!this.#hasSound || this.#inputLoss.state === 'holding' || lost)
      await sound.silence(toSample(this.#hasSound ? playhead : ahead, rate));
  }

  /** A full line lets media go early rather than lose any. */
  #easeFull(line: DelayLine): void {
    const { oldest } = line;
    const { excess } = this.#admission;
    if (oldest === undefined || excess === undefined) return;
    const left = micros(excess + this.#pacer.pace.tickMs * 1000);
    this.#pacer.pushTo(add(oldest, left));
    const now = this.#options.clock.now();
    if (now - this.#fullTold < 10_000) return;
    this.#fullTold = now;
    this.#options.onEvent({ type: 'line-full', left });
  }

  /** The input is gone and all that it sent has left: begins to hold or, in the end, to pause. */
  #handleInputLoss(line: DelayLine, playhead: Micros): void {
    if (this.#connected || this.#ended || line.oldest !== undefined) return;
    const { onEvent, outputs } = this.#options;
    const begun = this.#inputLoss.grow(playhead);
    if (begun === 'holding') onEvent({ type: 'hold', on: true, at: playhead });
    if (begun === 'paused') {
      onEvent({ type: 'paused', at: playhead });
      for (const output of outputs) void output.end();
    }
    if (this.#inputLoss.state === 'holding') this.#video?.repeat(playhead);
  }

  /** After a pause: goes on as soon as there is something to begin with. */
  async #resume(line: DelayLine, playhead: Micros): Promise<boolean> {
    const splicePoint = splicePoints(line, this.#hasPictures, this.#format.rate).next().value;
    if (splicePoint === undefined || splicePoint.at >= playhead) return false;
    await this.#spliceTo(line, splicePoint);
    this.#inputLoss.resume();
    this.#open();
    return true;
  }

  /** A shorter delay was asked for: cuts as soon as the line holds a key picture to go on with. */
  async #cutIfAsked(line: DelayLine, arrived: Micros): Promise<void> {
    const range = this.#pacer.cutRange(arrived);
    if (range === undefined || this.#inputLoss.state !== 'none') return;
    const splicePoint = splicePointIn(line, this.#hasPictures, this.#format.rate, {
      after: add(range.after, CUT_AHEAD),
      until: range.until,
    });
    if (splicePoint === undefined) return;
    await this.#spliceTo(line, splicePoint);
    const change = this.#pacer.cutTo(splicePoint.at);
    if (change !== undefined) this.#tellDelay(change, subtract(splicePoint.shown, range.after));
  }

  /** Leaves out everything before `splicePoint` and goes on there without a hole in the outputs' time. */
  async #spliceTo(line: DelayLine, splicePoint: SplicePoint): Promise<void> {
    for (const item of line.release(splicePoint.at, splicePoint.shown))
      if (item.type === 'packet') item.packet.free();
    await this.#audio?.splice(splicePoint, this.#video?.period ?? ZERO);
    this.#video?.cutTo(splicePoint.shown);
  }

  #tellDelay(change: DelayChange, cut: Micros): void {
    this.#options.onEvent({ type: 'delay-changed', ...change, cut });
  }

  /** Frees all that is held; the outputs belong to their owner. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#admission[Symbol.dispose]();
    this.#video?.[Symbol.dispose]();
    await this.#audio?.[Symbol.asyncDispose]();
  }
}
