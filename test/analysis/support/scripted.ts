import type { Listener } from '../../../src/analysis/speech/listener.ts';
import type { Recogniser, Transcript } from '../../../src/analysis/speech/recogniser.ts';
import { type VoiceTracker, levelOf } from '../../../src/analysis/speech/voice.ts';
import { join16k, silence } from './speech.ts';

/** Hears a voice in whatever is loud. */
export const loudIsVoice = (): VoiceTracker => ({
  next: (samples) => {
    const level = levelOf(samples);
    return Promise.resolve({ probability: level > -40 ? 0.95 : 0.05, level });
  },
  reset: () => undefined,
});

/** Something that the tracker above takes for speech. */
export const noise = (seconds: number): Float32Array =>
  silence(seconds).map((_, index) => (index % 2 === 0 ? 0.2 : -0.2));

/** Alternating speech and silence, in seconds, beginning with silence. */
export const talk = (...lengths: readonly number[]): Float32Array =>
  join16k(lengths.map((seconds, index) => (index % 2 === 0 ? silence(seconds) : noise(seconds))));

/** Says what `words` says for the length of the audio (seconds), and notes each length. */
export function scripted(
  words: (seconds: number, signal: AbortSignal | undefined) => string | Promise<string>,
): Pick<Recogniser, 'transcribe'> & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    async transcribe(pcm, signal): Promise<Transcript> {
      const seconds = pcm.length / 16_000;
      asked.push(seconds);
      const text = await words(seconds, signal);
      return { text, tokens: 1, confidence: 0, ended: 'end' };
    },
  };
}

/** Writes all of `pcm` in chunks and ends. */
export async function feed(
  listener: Listener,
  pcm: Float32Array,
  { chunk = 16_000, hurry = false } = {},
): Promise<void> {
  for (let at = 0; at < pcm.length; at += chunk)
    await listener.write(pcm.subarray(at, at + chunk), { hurry });
  await listener.end();
}
