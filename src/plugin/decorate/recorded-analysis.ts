/**
 * Analysis of a recording, which waits for it: where the process is lost and another one is started or joined, what was asked
 * of the lost one is asked again, so that nothing is missing in the end.
 */
import type { AnalysisClient } from '../../analysis/process/client.ts';
import {
  AnalysisSupervisor,
  type SupervisorEvent,
  type SupervisorOptions,
} from '../session/analysis-supervisor.ts';
import { RecordedSpeech } from './recorded-speech.ts';
import type { SpeechSource } from './speech-source.ts';

/** How a recording's analysis is opened. */
export interface RecordedAnalysisOptions {
  readonly open: SupervisorOptions['open'];
  /** Losses of the process in a row that are borne. */
  readonly mostLosses: number;
  /** Hears when a process is lost, and when there is another one. */
  readonly onEvent: (event: SupervisorEvent) => void;
}

/** What a recording asks of analysis; its maker closes it. Rejects once analysis has been given up, as `failed` tells. */
export interface RecordedAnalysis extends Pick<
  AnalysisClient,
  'manifest' | 'device' | 'embedPictures' | 'embedTexts' | 'detect' | 'spent' | 'close'
> {
  readonly failed: Promise<Error>;
  openSpeech(): SpeechSource;
}

/** Opens the first process. Rejects as `open` does: what is wrong from the start is for a person to mend. */
export async function openRecordedAnalysis(
  { open, mostLosses, onEvent }: RecordedAnalysisOptions,
  signal: AbortSignal | undefined,
): Promise<RecordedAnalysis> {
  /** The one that is there now, or was last. */
  let client: AnalysisClient | undefined;
  const supervisor = new AnalysisSupervisor({
    open,
    mostLosses,
    onEvent(event) {
      if (client !== undefined) onEvent(event);
    },
    up: (next) => void (client &&= next),
  });
  const first = (client = await supervisor.start(signal));
  return {
    get manifest() {
      return (client ?? first).manifest;
    },
    get device() {
      return (client ?? first).device;
    },
    failed: supervisor.failed,
    embedPictures: (pictures) => supervisor.retry((each) => each.embedPictures(pictures)),
    embedTexts: (texts) => supervisor.retry((each) => each.embedTexts(texts)),
    detect: (windows, how) => supervisor.retry((each) => each.detect(windows, how)),
    spent: () => supervisor.retry((each) => each.spent()),
    openSpeech: () => new RecordedSpeech((work) => supervisor.retry(work)),
    close: () => supervisor.close(),
  };
}
