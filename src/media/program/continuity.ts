/** Keeps the outputs' one time line going where media do not: at a cut, while the input is gone, after a pause. */
import { add, micros, type Micros } from '../../streams/time.ts';
import type { AudioTrack } from './audio-track.ts';
import type { DelayLine } from './delay-line.ts';
import { InputLoss } from './input-loss.ts';
import type { SplicePoint } from './output-timeline.ts';
import type { Pacer } from './pacer.ts';
import type { ProgramEvent } from './program-options.ts';
import { splicePointIn, splicePoints } from './splice-points.ts';
import type { VideoTrack } from './video-track.ts';

/** A cut goes at least this far ahead: sound up to there has left already. */
const CUT_AHEAD: Micros = micros(200_000);

/** What a running program is made of. */
export interface RunningParts {
  readonly line: DelayLine;
  readonly audio: AudioTrack;
  readonly video: VideoTrack;
  /** Of the sound, in Hz. */
  readonly rate: number;
}

/** Who moves the playhead, and what happens when the input is gone. */
export interface ContinuityOptions {
  readonly pacer: Pacer;
  /** Show the last picture, with silence, while the input is gone. */
  readonly hold: boolean;
  readonly onEvent: (event: ProgramEvent) => void;
  /** The program pauses: the outputs are to be ended, and to be opened again with the media that go on. */
  readonly pause: () => void;
  readonly open: () => void;
}

/** Splices media onto the time line. The parts stay the program's. */
export class Continuity {
  readonly #options: ContinuityOptions;
  readonly #inputLoss: InputLoss;

  constructor(options: ContinuityOptions) {
    this.#options = options;
    this.#inputLoss = new InputLoss(options.hold);
  }

  /** What the program does while its input is gone. */
  get state(): InputLoss['state'] {
    return this.#inputLoss.state;
  }

  /** Another delay was asked for: cuts as soon as the line holds a key picture to go on with. */
  async cutIfAsked(parts: RunningParts): Promise<void> {
    const range = this.#options.pacer.cutRange;
    if (range === undefined || this.state !== 'none') return;
    const splicePoint = splicePointIn(parts.line, hasPictures(parts), parts.rate, {
      after: add(range.after, CUT_AHEAD),
      until: range.until,
    });
    if (splicePoint === undefined) return;
    await splice(parts, splicePoint);
    this.#options.pacer.cutTo(splicePoint);
  }

  /** After a pause: goes on as soon as there is something to begin with. False while there is not. */
  async resumed(parts: RunningParts, playhead: Micros): Promise<boolean> {
    if (this.state !== 'paused') return true;
    const splicePoint = splicePoints(parts.line, hasPictures(parts), parts.rate).next().value;
    if (splicePoint === undefined || splicePoint.at >= playhead) return false;
    await splice(parts, splicePoint);
    this.#inputLoss.resume();
    this.#options.open();
    return true;
  }

  /**
   * The input is gone and all that it sent has left: begins to hold or, in the end, to pause; to pause where the sender has
   * ended its show (`over`).
   */
  inputGone({ video }: RunningParts, playhead: Micros, over: boolean): void {
    const { onEvent, pause } = this.#options;
    const begun = this.#inputLoss.grow(playhead, over);
    if (begun === 'holding') onEvent({ type: 'hold', on: true, at: playhead });
    if (begun === 'paused') {
      onEvent({ type: 'paused', at: playhead });
      pause();
    }
    if (this.state === 'holding') video.repeat(playhead);
  }

  /** Media leave at `playhead`. */
  mediaLeft(playhead: Micros): void {
    if (this.#inputLoss.mediaLeft(playhead)) this.#options.onEvent({ type: 'hold', on: false, at: playhead });
  }
}

const hasPictures = ({ video }: RunningParts): boolean => video.video !== undefined;

/** Leaves out everything before `splicePoint` and goes on there without a hole in the outputs' time. */
async function splice({ line, audio, video }: RunningParts, splicePoint: SplicePoint): Promise<void> {
  for (const item of line.release(splicePoint.at, splicePoint.shown))
    if (item.type === 'packet') item.packet.free();
  await audio.splice(splicePoint, video.period);
  video.cutTo(splicePoint.shown);
}
