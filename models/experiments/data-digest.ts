/** What tells the data of an experiment from other data: its content, wherever it lies. */
import { createHash, type Hash } from 'node:crypto';
import type { ExperimentData } from './data.ts';

/** The parts that training and tests read. */
type Content = Pick<ExperimentData, 'encoders' | 'library' | 'tagNames' | 'blank' | 'train' | 'test'>;

/** 16 hexadecimal digits of SHA-256 over every vector, place and label: another encoder, sentence or effect gives another. */
export function digestOf({ encoders, library, tagNames, blank, train, test }: Content): string {
  const hash = createHash('sha256');
  const { ids, audio, text } = library;
  hash.update(JSON.stringify([encoders, ids, tagNames]));
  for (const values of [audio, text, blank]) addVector(hash, values);
  for (const [split, videos] of [train, test].entries())
    for (const { name, frameCount, moments, frames, tts, asr } of videos) {
      const texts = [tts, asr].map((all) => all.map(({ start, end }) => [start, end]));
      hash.update(JSON.stringify([split, name, frameCount, moments, frames.length, texts]));
      for (const frame of frames) addVector(hash, frame);
      for (const { embedding } of [...tts, ...asr]) addVector(hash, embedding);
    }
  return hash.digest('hex').slice(0, 16);
}

const addVector = (hash: Hash, { buffer, byteOffset, byteLength }: Float32Array): void =>
  void hash.update(new Uint8Array(buffer, byteOffset, byteLength));
