/**
 * The running program: takes what a source gives, holds it as long as its pacer says, and sends it on with effects. Live
 * and recorded differ in the pacer alone: by the wall clock nothing that analysis does, or fails to do, can stop it.
 */
import {
  add,
  earliest,
  fromSample,
  fromSeconds,
  latest,
  sampleIndex,
  toSample,
  ZERO,
  type Micros,
  type SampleIndex,
} from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import type { InputItem, SourceConnection } from '../input/source.ts';
import type { MixCounts, MixLevels } from '../mixer/mixer.ts';
import { Admission } from './admission.ts';
import { AudioTrack } from './audio-track.ts';
import { Continuity, type RunningParts } from './continuity.ts';
import type { Delayed, DelayedPacket, DelayLine } from './delay-line.ts';
import { OutputTimeline } from './output-timeline.ts';
import type { ProgramOptions } from './program-options.ts';
import { NO_WORDS, wordsOf } from './show-words.ts';
import { SinkGroup } from './sink-group.ts';
import { VideoTrack } from './video-track.ts';

export type { ProgramEvent, ProgramOptions } from './program-options.ts';

/** Sound missing for this long beside newer pictures becomes silence: the outputs wait for sound otherwise. */
const SOUND_GRACE: Micros = fromSeconds(1);
const NOTHING: MixCounts = { played: 0, late: 0, crowded: 0, beyond: 0, limited: 0, frames: 0 };

/** A program. It owns what it holds and its encoders; `run` it once, then dispose it. */
export class Program implements AsyncDisposable {
  readonly #options: ProgramOptions;
  readonly #sinks: SinkGroup;
  readonly #admission: Admission;
  readonly #continuity: Continuity;
  #audio: AudioTrack | undefined;
  #video: VideoTrack | undefined;
  #state: 'waiting' | 'running' | 'done' = 'waiting';
  /** Cues that came before the sound did. */
  readonly #cues: Cue[] = [];
  /** What the newest connection says of the show. */
  #words = NO_WORDS;
  #levels: MixLevels;
  /** Milliseconds spent on mixing, encoding and writing, with waiting. */
  spent = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#levels = options;
    this.#sinks = new SinkGroup(options.sinks);
    const { bounds, sourceWaits } = options.pacer;
    this.#admission = new Admission({ bounds, sourceWaits, further: this.#isCopy });
    this.#continuity = new Continuity({
      pacer: options.pacer,
      hold: options.hold ?? false,
      onEvent: (event) => options.onEvent?.(event),
      pause: () => this.#sinks.end(),
      open: () => void this.#open(),
    });
  }

  get state(): 'waiting' | 'running' | 'holding' | 'paused' | 'done' {
    const { state } = this.#continuity;
    return this.#state === 'running' && state !== 'none' ? state : this.#state;
  }

  /** The media time up to which pictures have left. */
  get playhead(): Micros {
    return latest(ZERO, this.#options.pacer.at ?? ZERO);
  }

  /** How much is held now, and the most that ever was. */
  get line(): Admission['held'] {
    return this.#admission.held;
  }

  /** Whether more may be held; a source that waits asks before it gives more. */
  get hasRoom(): boolean {
    return this.#admission.hasRoom;
  }

  get mixer(): MixCounts {
    return this.#audio?.counts ?? NOTHING;
  }

  /** Takes an item of the input; packets belong to the program from now on. */
  put(item: InputItem): void {
    this.#admission.put(item);
    if (item.type === 'connection') this.#enter(item.connection);
    this.#options.pacer.stir();
  }

  /** Silences all effects known so far, within one block. */
  hush(): void {
    this.#cues.length = 0;
    this.#audio?.hush();
  }

  /** Other levels, for the effects that begin from now on. */
  setLevels(levels: MixLevels): void {
    this.#levels = levels;
    this.#audio?.setLevels(levels);
  }

  /** Plays a cue at its sample; late ones are told and left out. */
  place(cue: Cue): void {
    if (this.#audio === undefined) this.#cues.push(cue);
    else this.#audio.place(cue);
  }

  /**
   * Runs until the input has ended and all of it has left, or the signal fires.
   * @throws MediaError when a sink that is a copy meets a loss, or its mixer fails; streams never make it reject
   */
  async run(signal?: AbortSignal): Promise<void> {
    const { pacer } = this.#options;
    const stop = (): void => pacer.stir();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      while (signal?.aborted !== true) {
        await this.#timed(this.#tick(signal));
        if (this.#isOver()) break;
        await pacer.rest(signal);
      }
      this.#state = 'done';
      if (signal?.aborted !== true) await this.#timed(this.#finish());
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  get #isCopy(): boolean {
    return this.#sinks.form.type === 'copy';
  }

  /** A copy ends when all of its effects are known, too: the last may outlast the sound. */
  #isOver(): boolean {
    const { ended, line, mediaEnd } = this.#admission;
    if (!ended || line?.oldest !== undefined) return false;
    return !this.#isCopy || this.playhead >= mediaEnd;
  }

  #enter(connection: SourceConnection): void {
    this.#words = wordsOf(connection);
    this.#video?.announce(connection);
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    if (this.#isCopy) return;
    const time = new OutputTimeline(this.#admission.format.rate);
    this.#startSound(time, sampleIndex(0));
    this.#video = new VideoTrack({
      time,
      packet: (packet) => this.#sinks.write(packet),
      changed: () => void this.#open(),
    });
    this.#video.announce(connection);
  }

  #startSound(time: OutputTimeline, start: SampleIndex): void {
    this.#audio = new AudioTrack({
      ...this.#options,
      ...{ gain: this.#levels.gain, duck: this.#levels.duck, encodes: !this.#sinks.isEmpty },
      ...{ format: this.#admission.format, form: this.#sinks.form, time, start },
      packet: (packet) => this.#sinks.write(packet),
      room: () => this.#sinks.room(),
    });
    for (const cue of this.#cues.splice(0)) this.#audio.place(cue);
  }

  /** A copy begins where its sound does, so nothing leaves before that is known, or no more can be held. */
  async #begun(): Promise<boolean> {
    if (this.#audio !== undefined || !this.#isCopy) return true;
    const { hasSound, firstSound, ended, hasRoom, format } = this.#admission;
    if (hasSound && firstSound === undefined && !ended && hasRoom) return false;
    this.#startSound(new OutputTimeline(format.rate, ZERO), firstSound ?? sampleIndex(0));
    await this.#open();
    return true;
  }

  /** The outputs' header: the pictures of now, and the sound. */
  async #open(): Promise<void> {
    const [video, audio] = [this.#video?.video, this.#audio?.stream];
    if (audio === undefined) return;
    await this.#sinks.begin({ audio, words: this.#words, ...(video === undefined ? {} : { video }) });
  }

  async #tick(signal: AbortSignal | undefined): Promise<void> {
    const { pacer, onMoved, onLeft } = this.#options;
    const { line } = this.#admission;
    if (line === undefined || !pacer.look()) return;
    const running = this.#running(line);
    if (running !== undefined) await this.#continuity.cutIfAsked(running);
    pacer.move();
    const { oldest } = line;
    const { excess } = this.#admission;
    if (oldest !== undefined && excess !== undefined) pacer.leaveEarly(oldest, excess);
    onMoved?.();
    if ((pacer.at ?? -1) < 0 || !(await this.#begun())) return;
    if (running === undefined || (await this.#isOnAir(running))) await this.#release(line, signal);
    onLeft?.();
  }

  /** Media of a stream may leave: its input is there, or the program holds. */
  async #isOnAir(parts: RunningParts): Promise<boolean> {
    const { playhead } = this;
    if (!(await this.#continuity.resumed(parts, playhead))) return false;
    const { connected, ended, showEnded } = this.#admission;
    const gone = !connected && !ended && parts.line.oldest === undefined;
    if (gone) this.#continuity.inputGone(parts, playhead, showEnded);
    return true;
  }

  /** The parts of a program that streams; undefined for a copy. */
  #running(line: DelayLine): RunningParts | undefined {
    const [audio, video] = [this.#audio, this.#video];
    if (audio === undefined || video === undefined) return undefined;
    return { line, audio, video, rate: this.#admission.format.rate };
  }

  async #release(line: DelayLine, signal: AbortSignal | undefined): Promise<void> {
    const { playhead } = this;
    const ahead = add(playhead, this.#options.pacer.soundAhead);
    const items = line.release(playhead, ahead);
    if (items.length > 0) this.#continuity.mediaLeft(playhead);
    let next = 0;
    try {
      while (next < items.length && signal?.aborted !== true) await this.#send(items[next++]);
    } finally {
      for (const item of items.slice(next)) if (item.type === 'packet') item.packet.free();
    }
    await this.#fillSilence(line, playhead, ahead);
  }

  async #send(item: Delayed | undefined): Promise<void> {
    if (item?.type === 'sound') await this.#audio?.write(item);
    else if (item !== undefined) {
      if (this.#video === undefined) this.#copy(item);
      else this.#video.write(item);
      const room = this.#sinks.room();
      if (room !== undefined) await room;
    }
  }

  /** Hands on a packet as it is, and frees it. */
  #copy({ kind, stream, packet, time }: DelayedPacket): void {
    try {
      this.#sinks.write(kind === 'video' ? { kind, packet, ...time } : { kind, stream, packet, ...time });
    } finally {
      packet.free();
    }
  }

  /** Silence where the input has no sound, lost it, or is gone while the program holds. */
  async #fillSilence(line: DelayLine, playhead: Micros, ahead: Micros): Promise<void> {
    const audio = this.#audio;
    if (audio === undefined || this.#continuity.state === 'paused') return;
    const { hasSound, firstSound, silentTo, format } = this.#admission;
    const { rate } = format;
    if (this.#isCopy) {
      // What a recording's sound lacks in its middle was filled when it was read; at its end nothing is missing.
      if (firstSound === undefined) await audio.silence(toSample(earliest(playhead, silentTo), rate));
      return;
    }
    const written = fromSample(audio.written, rate);
    const pictures = line.newest;
    const lost =
      pictures !== undefined && pictures > add(written, SOUND_GRACE) && playhead > add(written, SOUND_GRACE);
    if (!hasSound || this.#continuity.state === 'holding' || lost)
      await audio.silence(toSample(hasSound ? playhead : ahead, rate));
  }

  /** The last effects of a copy may outlast its sound, but not its pictures. */
  async #finish(): Promise<void> {
    await this.#begun();
    const { mediaEnd, firstSound, format } = this.#admission;
    const end = toSample(mediaEnd, format.rate);
    if (this.#isCopy)
      await (firstSound === undefined ? this.#audio?.silence(end) : this.#audio?.ringOut(end));
    await this.#audio?.finish();
  }

  async #timed(work: Promise<void>): Promise<void> {
    const started = performance.now();
    await work;
    this.spent += performance.now() - started;
  }

  /** Frees all that is held; the sinks belong to their owner. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#admission[Symbol.dispose]();
    this.#video?.[Symbol.dispose]();
    await this.#audio?.[Symbol.asyncDispose]();
  }
}
