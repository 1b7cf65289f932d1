/**
 * The session of a recording: opens the parts, runs them until all media has passed, and closes them in reverse
 * order, whatever happens. The output exists under its name only if everything went well.
 */
import type { ActiveDevice } from '../../analysis/process/device.ts';
import type { AnalysisClient } from '../../analysis/process/client.ts';
import type { AudioCodec } from '../../media/egress/containers.ts';
import { loadLibrary, type LoadedLibrary } from '../../media/library/index.ts';
import { openRelay, type Relay, type RelaySummary } from '../../media/relay.ts';
import type { Policy } from '../../streams/policy.ts';
import { earliest, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';
import { readCueSheet } from '../cue-sheet.ts';
import { bundledLibrary } from '../paths.ts';
import { openAnalysis } from './analysis.ts';
import { findCues, type FindEvent } from './find-cues.ts';
import { openSpeechSource } from './speech-source.ts';

/** Everything that a recording's analysis tells, as it becomes known. */
export type SessionEvent = FindEvent;

export interface DecorateOptions {
  readonly input: string;
  /** Absent: dry run, the cues are found and nothing is written. */
  readonly output?: string;
  readonly settings: Settings;
  /** A cue sheet to mix instead of analysing. */
  readonly fromCues?: string;
  /** Stops the session: it rejects with the signal's reason, and no output exists. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
  /** How far the input is analysed, and its length where the container says. */
  readonly onProgress?: (done: Micros, total: Micros | undefined) => void;
  readonly onWarning?: (line: string) => void;
}

export interface DecorateSummary {
  readonly cues: readonly Cue[];
  readonly duration: Micros;
  readonly relay: RelaySummary;
  /** Where the network ran; absent when a cue sheet was mixed. */
  readonly device?: ActiveDevice;
}

/**
 * Decorates one recording. Rejects with an error that has a `code` and a `nextStep` for what a person can mend.
 */
export async function decorate(options: DecorateOptions): Promise<DecorateSummary> {
  options.signal?.throwIfAborted();
  await using parts = new AsyncDisposableStack();
  const { settings } = options;
  const library = await loadLibrary(settings.library ?? bundledLibrary);
  // A faulty cue sheet or input should be told before the models are loaded.
  const sheet =
    options.fromCues === undefined ? undefined : await readCueSheet(options.fromCues, tagsOf(library));
  const relay = parts.use(await openRelay(relayOptions(options, library, sheet === undefined)));
  for (const warning of relay.warnings) options.onWarning?.(warning);
  if (sheet !== undefined) {
    const summary = await orStopped(relay.finish(sheet), options.signal);
    return { cues: sheet, duration: summary.duration, relay: summary };
  }
  const analysis = await openAnalysis(settings, library.effects);
  parts.defer(() => analysis.close());
  const found = await orStopped(analyse(options, relay, analysis), options.signal, analysis.failed);
  // The last of the media passes without analysis; a stop must still end it.
  const summary = await orStopped(relay.finish(found), options.signal);
  return { cues: found, duration: summary.duration, relay: summary, device: analysis.device };
}

const tagsOf = (library: LoadedLibrary): Map<string, Cue['tag']> =>
  new Map(library.effects.map(({ id, tag }) => [id, tag]));

function relayOptions(
  { input, output, settings }: DecorateOptions,
  library: LoadedLibrary,
  analysed: boolean,
) {
  const { audioCodec } = settings;
  return {
    input,
    ...(output === undefined ? {} : { output }),
    ...(audioCodec === undefined ? {} : { audioCodec: audioCodec as AudioCodec }),
    duck: settings.duck,
    gain: settings.gain,
    limiter: settings.limiter === 'on',
    effects: library.effects,
    pictures: analysed,
    speech: analysed,
  };
}

/** Reads the whole input; the media follows as far as decisions reach. Resolves with all cues, in order. */
async function analyse(options: DecorateOptions, relay: Relay, analysis: AnalysisClient): Promise<Cue[]> {
  const speech = await openSpeechSource(options.settings.asr, analysis);
  const found: Cue[] = [];
  let passing: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    const subscription = findCues(relay, speech, analysis, policyOf(options.settings, analysis)).subscribe({
      next: (event) => {
        options.onEvent?.(event);
        if (event.type === 'cue') found.push(event.cue);
        if (event.type !== 'playhead') return;
        const at = earliest(event.at, relay.position);
        options.onProgress?.(at, relay.info.duration);
        // Passing media on takes its own time; the relay serves the calls in order.
        passing = relay.advance(event.at, [...found]);
        passing.catch((error: unknown) => {
          subscription.unsubscribe();
          reject(error as Error);
        });
      },
      error: reject,
      complete: resolve,
    });
  });
  await passing;
  return found.sort((a, b) => a.at - b.at);
}

function policyOf(settings: Settings, analysis: AnalysisClient): Partial<Policy> {
  return {
    threshold: settings.threshold ?? analysis.manifest.threshold,
    mutedTags: settings.muteTag,
    ...(settings.density === undefined ? {} : { density: settings.density }),
  };
}

/** `work`, unless the signal fires or the analysis process fails first; work left behind is ended by who closes its parts. */
async function orStopped<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  failed?: Promise<Error>,
): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void =>
    stopped.reject(signal?.reason instanceof Error ? signal.reason : new StoppedError());
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  void failed?.then((error) => stopped.reject(error));
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    // The loser of the race is settled by the closing of its parts; its error has been told or is that closing.
    work.catch(() => undefined);
    stopped.promise.catch(() => undefined);
  }
}

/** The session was stopped from outside before its end. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly code = 'STOPPED';
  readonly nextStep = 'Start it again.';

  constructor() {
    super('Stopped before the end.');
  }
}
