/**
 * The session of a recording: opens the parts, runs them until all media has passed, and closes them in reverse
 * order, whatever happens. The output exists under its name only if everything went well.
 */
import { Subscription } from 'rxjs';
import type { ActiveDevice } from '../../analysis/runtime/devices.ts';
import type { AnalysisSpent } from '../../analysis/process/protocol.ts';
import type { Caption } from '../../captions/files/parse.ts';
import { planInput } from '../../media/input/plan.ts';
import { prepareMixers } from '../../media/mixer/pipeline.ts';
import { loadLibrary, type LoadedLibrary } from '../../library/index.ts';
import { openRecording, type Recording, type RecordingSummary } from '../../media/program/recording.ts';
import { asError } from '../../core/errors.ts';
import { addressOf, type Address } from '../../core/stream-url.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import { FOREVER, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { pictureFilterFor } from '../checkpoint.ts';
import type { Settings } from '../config/options.ts';
import { readCueSheet } from '../cue-sheet.ts';
import { StoppedError } from '../errors.ts';
import { languageFor, LanguageWarnings } from '../language/language.ts';
import { bundledLibrary } from '../paths.ts';
import { MOST_LOSSES } from '../session/analysis-supervisor.ts';
import { readCaptions } from '../session/captions-file.ts';
import { mixOf } from '../session/mix.ts';
import { openAnalysis } from '../session/open-analysis.ts';
import { policyOf } from '../session/policy.ts';
import { findCues, type FindEvent } from './find-cues.ts';
import { readInBandWords } from './in-band-words.ts';
import { openRecordedAnalysis, type RecordedAnalysis } from './recorded-analysis.ts';
import { reportsTo, type Listeners, type Reports } from './reports.ts';
import { openSpeechSource } from './speech-source.ts';

export type { SessionEvent } from './events.ts';

/** What to decorate, how, and who hears about it. */
export interface DecorateOptions extends Listeners {
  /** A file, or an address; whole where it holds secrets, which are shown nowhere. */
  readonly input: string | Address;
  /** Absent: dry run, the cues are found and nothing is written. */
  readonly output?: string;
  readonly settings: Settings;
  /** A cue sheet to mix instead of analysing. */
  readonly fromCues?: string;
  /** Hears what decisions know of the language, before the first window; not where a cue sheet is mixed. */
  readonly onLanguage?: (language: LanguageOptions) => void;
  /** How old a key picture may be that stands for a second of the video; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
  /** Stops the session: it rejects with the signal's reason, and no output exists. */
  readonly signal?: AbortSignal;
}

type Tell = Reports['event'];

/** What a finished session did. */
export interface DecorateSummary {
  /** The cues that lie within the media: one that would start behind their end never sounds, and does not count. */
  readonly cues: readonly Cue[];
  /** How many lie behind the end. */
  readonly beyond: number;
  readonly duration: Micros;
  /** What became of the media and of the cues in the mixer. */
  readonly recording: RecordingSummary;
  /** Where the network ran, and where analysis spent its time (ms); absent when a cue sheet was mixed. */
  readonly analysis?: { readonly device: ActiveDevice; readonly spent: AnalysisSpent };
}

/** How often mixing a cue sheet tells how far it is, in ms. */
const PROGRESS_MS = 200;

/**
 * Decorates one recording. Rejects with an error that has a `code` and a `nextStep` for what a person can mend; with
 * the signal's reason, or a StoppedError where that is no Error, when it was stopped. No output exists then.
 */
export async function decorate(options: DecorateOptions): Promise<DecorateSummary> {
  const { settings, signal } = options;
  await using parts = new AsyncDisposableStack();
  const reports = reportsTo(options);
  const tell = reports.event;
  // A faulty library, cue sheet, captions file or input is told before the models are loaded.
  await planInput({ address: addressOf(options.input), mode: 'recorded' });
  const library = await orStopped(loadLibrary(settings.library ?? bundledLibrary), signal);
  const sheet =
    options.fromCues === undefined ? undefined : await readCueSheet(options.fromCues, tagsOf(library));
  const captions = sheet === undefined ? await readWords(options, tell) : undefined;
  const pictureFilter = await pictureFilterFor(settings);
  const analysed = sheet === undefined;
  const recording = parts.use(
    await openRecording({ ...recordingOptions(options, library, analysed), pictureFilter }),
  );
  reports.watch(recording);
  for (const message of recording.warnings) tell({ type: 'left-out', message });
  const withoutGStreamer = options.output === undefined ? undefined : prepareMixers();
  if (withoutGStreamer !== undefined) tell({ type: 'mixer-fallback', message: withoutGStreamer });
  if (sheet !== undefined) {
    const summary = await orStopped(mixSheet(recording, sheet, tell), signal);
    return summaryOf(sheet, recording, summary);
  }
  stopIfAborted(signal);
  // Not raced with the signal, which stops it from inside: nothing may be left running.
  const note = (message: string): void => tell({ type: 'analysis-unshared', message });
  const notice = (message: string): void => tell({ type: 'analysis-device', message });
  const analysis = await openRecordedAnalysis(
    {
      open: (stop, lostOn) => openAnalysis(settings, library.effects, { signal: stop, note, notice, lostOn }),
      // A process of one's own is lost by a fault of ours or of the machine, and is told; a shared one is lost by anybody's.
      mostLosses: settings.analysis === 'shared' ? MOST_LOSSES : 0,
      onEvent: tell,
    },
    signal,
  ).catch((error: unknown) => {
    stopIfAborted(signal);
    throw error;
  });
  parts.defer(() => analysis.close());
  // Closed first when something goes wrong, so that the unfinished file is removed whatever else fails.
  parts.defer(() => recording.abort());
  const passing = recording.run();
  const fault = Promise.race([analysis.failed, faultOf(passing)]);
  const found = await orStopped(analyse({ options, recording, analysis, captions, tell }), signal, fault);
  const { device } = analysis;
  const spent = await orStopped(analysis.spent(), signal, fault);
  // The last of the media passes without analysis; a stop must still end it.
  return { ...summaryOf(found, recording, await orStopped(passing, signal)), analysis: { device, spent } };
}

/** Of all cues, those that can be heard; once the input has been read. */
function summaryOf(all: readonly Cue[], recording: Recording, summary: RecordingSummary): DecorateSummary {
  const cues = all.filter(({ at }) => !recording.endsBefore(at));
  return { cues, beyond: all.length - cues.length, duration: summary.duration, recording: summary };
}

/** The words that are known before the analysis: of a captions file, or in the recording itself. */
function readWords(
  { input, settings: { asr }, signal }: DecorateOptions,
  tell: Tell,
): Promise<Caption[] | undefined> {
  const onWarning = (message: string): void => tell({ type: 'caption-broken', message });
  if (asr.type !== 'cea608' && asr.type !== 'embedded') return readCaptions(asr, onWarning);
  return orStopped(readInBandWords(asr.type, input, { signal, onWarning }), signal);
}

/** Mixes a cue sheet: nothing is analysed, so the media simply pass. */
async function mixSheet(recording: Recording, sheet: readonly Cue[], tell: Tell): Promise<RecordingSummary> {
  const timer = setInterval(() => tell({ type: 'playhead', at: recording.position }), PROGRESS_MS);
  try {
    for (const cue of sheet) recording.place(cue);
    recording.decided(FOREVER);
    return await recording.run();
  } finally {
    clearInterval(timer);
  }
}

const tagsOf = (library: LoadedLibrary): Map<string, Cue['tag']> =>
  new Map(library.effects.map(({ id, tag }) => [id, tag]));

function recordingOptions(
  { input, output, settings, fresh }: DecorateOptions,
  library: LoadedLibrary,
  analysed: boolean,
) {
  const { audioCodec } = settings;
  return {
    input,
    ...(output === undefined ? {} : { output }),
    ...(audioCodec === undefined ? {} : { audioCodec }),
    ...mixOf(settings, library),
    pictures: analysed,
    ...(fresh === undefined ? {} : { fresh }),
    speech: analysed,
  };
}

interface AnalyseOptions {
  readonly options: DecorateOptions;
  readonly recording: Recording;
  readonly analysis: RecordedAnalysis;
  readonly captions: readonly Caption[] | undefined;
  readonly tell: Tell;
}

/** Reads the whole input; the media follows as far as decisions reach. Resolves with all cues, in order. */
async function analyse({ options, recording, analysis, captions, tell }: AnalyseOptions): Promise<Cue[]> {
  const speech = await openSpeechSource(options.settings.asr, captions, analysis);
  const policy = policyOf(options.settings, analysis.manifest);
  const language = await languageFor(options.settings, analysis.manifest, captions);
  options.onLanguage?.(language);
  const warnings = new LanguageWarnings(language);
  const found: Cue[] = [];
  await new Promise<void>((resolve, reject) => {
    const take = (event: FindEvent): void => {
      const note = event.type === 'language' ? warnings.hear(event) : undefined;
      if (event.type === 'language' && note !== undefined) tell({ ...event, note });
      else tell(event);
      if (event.type === 'cue') {
        found.push(event.cue);
        recording.place(event.cue);
      }
      if (event.type === 'playhead') recording.decided(event.at);
    };
    // Made first: captions are there at once, so events come before `subscribe` returns.
    const subscription = new Subscription();
    const next = (event: FindEvent): void => {
      try {
        take(event);
      } catch (error) {
        // A listener's fault ends the session, not the process.
        reject(asError(error));
        subscription.unsubscribe();
      }
    };
    subscription.add(
      findCues({ recording, speech, analysis, policy, language }).subscribe({
        next,
        error: reject,
        complete: resolve,
      }),
    );
  });
  return found.sort((a, b) => a.at - b.at);
}

/** `work`, unless the signal fires or the analysis process fails first; work left behind is ended by who closes its parts. */
async function orStopped<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  failed?: Promise<Error>,
): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(stopReason(signal));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  void failed?.then((error) => stopped.reject(error));
  try {
    return await Promise.race([stopped.promise, work]);
  } finally {
    signal?.removeEventListener('abort', stop);
    // What lost the race ends when its parts are closed; its error was told already or is caused by that closing.
    work.catch(() => undefined);
    stopped.promise.catch(() => undefined);
  }
}

/** Resolves when the work fails. */
const faultOf = (work: Promise<unknown>): Promise<Error> =>
  new Promise((resolve) => void work.catch((error: unknown) => resolve(asError(error))));

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopReason(signal);
}

const stopReason = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new StoppedError();
