/** How long after a sentence's last sample its subtitle is there, when speech is heard at the pace at which it is spoken. */
import { SPEECH_RATE } from '../../src/core/formats.ts';
import { FRAME } from '../../src/analysis/speech/format.ts';
import { Listener } from '../../src/analysis/speech/listener.ts';
import type { SpeechModels } from '../../src/analysis/speech/models.ts';
import type { Sentence } from '../../src/analysis/speech/partials.ts';
import { toSeconds } from '../../src/streams/time.ts';

export interface SpeechLatency {
  readonly partials: boolean;
  /** Final sentences, those told before they were final, and those of them told with their final text at once. */
  readonly sentences: number;
  readonly early: number;
  readonly rightAtOnce: number;
  /** Seconds from a sentence's end to its first subtitle, and to its final one: p50 and p95. */
  readonly first: readonly [number, number];
  readonly final: readonly [number, number];
  /** CPU seconds of recognition for each second of audio. */
  readonly cpu: number;
}

interface Told extends Sentence {
  /** Audio heard so far plus the time that the recogniser took, in seconds. */
  readonly at: number;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
const spread = (values: readonly number[]): [number, number] => [
  percentile(values, 0.5),
  percentile(values, 0.95),
];

/**
 * Hears `pcm` frame by frame and lets the recogniser finish before the next frame comes; a subtitle's time is that of
 * the frame that led to it plus the CPU time of its recognition. So a busy machine does not change the figures, and
 * waiting behind an earlier piece (rare: a piece takes 0.07 of its length) is not in them.
 */
export async function measureLatency(
  models: SpeechModels,
  pcm: Float32Array,
  partials: boolean,
): Promise<SpeechLatency> {
  const told: Told[] = [];
  let [heard, took, cpu, busy] = [0, 0, 0, 0];
  const listener = new Listener({
    voice: models.voice.tracker(),
    partials,
    recogniser: {
      async transcribe(piece, signal) {
        busy++;
        const before = process.threadCpuUsage();
        try {
          return await models.recogniser.transcribe(piece, signal);
        } finally {
          const used = process.threadCpuUsage(before);
          took = (used.user + used.system) / 1e6;
          cpu += took;
          busy--;
        }
      },
    },
    emit: (event) => {
      if (event.type === 'sentence') told.push({ ...event.sentence, at: heard / SPEECH_RATE + took });
    },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (; heard < pcm.length; heard += FRAME) {
    took = 0;
    await listener.write(pcm.subarray(heard, heard + FRAME));
    do await turn();
    while (busy > 0);
    await turn();
  }
  await listener.end();
  const finals = told.filter(({ final }) => final);
  const firsts = finals.map((last) => told.find(({ id }) => id === last.id) ?? last);
  return {
    partials,
    sentences: finals.length,
    early: firsts.filter(({ final }) => !final).length,
    rightAtOnce: firsts.filter(({ final, text }, index) => !final && text === finals[index]?.text).length,
    first: spread(firsts.map(({ at }, index) => at - toSeconds(finals[index]?.end ?? firsts[index]!.end))),
    final: spread(finals.map(({ at, end }) => at - toSeconds(end))),
    cpu: (cpu * SPEECH_RATE) / pcm.length,
  };
}

export function describeLatency(file: string, latency: SpeechLatency): string {
  const seconds = ([p50, p95]: readonly [number, number]): string =>
    `${p50.toFixed(2)} / ${p95.toFixed(2)} s`;
  return (
    `${file}, ${latency.partials ? 'with' : 'without'} partial results: first told ${seconds(latency.first)} after its end, ` +
    `final ${seconds(latency.final)} (p50 / p95), ${latency.early} of ${latency.sentences} told early, ` +
    `${latency.rightAtOnce} of them right at once, ${latency.cpu.toFixed(3)} CPU-seconds a second`
  );
}
