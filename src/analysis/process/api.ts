/** What other modules can ask of the analysis process. */
import type { Moment, Tag, Window } from '../../streams/values.ts';
import type { ModelManifest } from '../manifest.ts';
import type { Picture } from '../../core/formats.ts';
import type { ActiveDevice } from '../runtime/devices.ts';
import type { AnalysisFailedError } from './errors.ts';
import type { AnalysisSpent } from './protocol.ts';
import type { SpeechOptions } from './speech-options.ts';
import type { SpeechSession } from './speech-session.ts';

/** An effect of the library, as the detector needs it. */
export interface AnalysisEffect {
  readonly id: string;
  readonly tag: Tag;
  /** What the text encoder reads. */
  readonly description: string;
  /** Mono, 48 kHz. */
  readonly pcm: Float32Array;
}

/** How busy an analysis process is; of all its sessions together. */
export interface AnalysisLoad {
  /** Windows that wait for the network: the sign that a machine has too many sessions. */
  readonly waiting: number;
  /** Windows dropped so far because too many waited. */
  readonly dropped: number;
  /** Sessions that use the process. */
  readonly sessions: number;
}

/** A running analysis process. All calls reject with AnalysisFailedError once it failed, AnalysisClosedError once closed. */
export interface AnalysisClient {
  readonly manifest: ModelManifest;
  /** Where the network really runs now. */
  readonly device: ActiveDevice;
  readonly pid: number;
  /** How busy the process is, as it said last; it does each second. */
  readonly load: AnalysisLoad;
  /** Embeds the effects to choose from; replaces the library before, once all of it is there. */
  loadLibrary(effects: readonly AnalysisEffect[]): Promise<void>;
  /** One vector (512) per picture; the same object again is not embedded again. */
  embedPictures(pictures: readonly Picture[]): Promise<Float32Array[]>;
  /** One vector (512) per text. */
  embedTexts(texts: readonly string[]): Promise<Float32Array[]>;
  /**
   * The moments of each window, in media time. `within`: for live input, how long (ms) the answer is of full use; where the
   * process has more to do than it can, such windows are dropped and this rejects with AnalysisRequestError
   * (`detector-busy`). Without it they wait as long as they must.
   */
  detect(windows: readonly Window[], options?: { readonly within?: number }): Promise<Moment[][]>;
  /** Time that each kind of work has taken so far. */
  spent(): Promise<AnalysisSpent>;
  /**
   * Begins a stream of speech; any number of them may run. Throws AnalysisRequestError when the process was started
   * without speech or the options are wrong.
   */
  openSpeech(options?: SpeechOptions): SpeechSession;
  /**
   * Resolves when the process dies, hangs or sends an unknown message without having been asked to stop. Never
   * rejects.
   */
  readonly failed: Promise<AnalysisFailedError>;
  /** Stops the process: what is under way is rejected; a process that does not stop in time is killed. */
  close(): Promise<void>;
}

/** Times, in ms. */
export interface AnalysisLimits {
  /** Loading took 0.6 s without and 3.4 s with speech on 2 busy cores; the rest is for cold disks and slower machines. */
  readonly start: number;
  /**
   * Nothing heard for this long is a hang. The process says that it lives each second unless a session blocks it; the
   * longest blocks, on 2 busy cores, are 8 effects of 5 s (0.6 s) and 64 pictures (0.1 s): below 5 s is never safe.
   */
  readonly silence: number;
  /** How long a process that was asked to stop may take: a segment of speech under recognition lasts up to 1 s. */
  readonly stop: number;
}

/** The limits that hold where the caller of `startAnalysis` names no others. */
export const LIMITS: AnalysisLimits = { start: 120_000, silence: 45_000, stop: 3_000 };
