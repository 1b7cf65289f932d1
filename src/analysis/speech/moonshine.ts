import tokenizer from 'llama-tokenizer-js';
import { InferenceSession, Tensor } from '../onnxruntime.ts';
import { sessionOptions } from '../runtime/providers.ts';
import type { SpeechFiles } from './files.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import type { Recogniser, Transcript } from './recogniser.ts';
import { repeatedPhrase } from './repetition.ts';

const LAYERS = 6;
const HEADS = 8;
const HEAD_WIDTH = 36;
const START_TOKEN = 1;
const END_TOKEN = 2;

/** Fast speech is 5 tokens a second; Moonshine's authors cap at 6, and what exceeds that is invented. */
const TOKENS_PER_SECOND = 6.5;

/** The encoder's three convolutions need this many samples to give at least two frames. */
const LEAST_SAMPLES = 1_600;

type Feeds = Record<string, Tensor>;

const cacheNames = (prefix: string, part: 'decoder' | 'encoder'): string[] =>
  Array.from({ length: LAYERS }, (_, layer) =>
    ['key', 'value'].map((kind) => `${prefix}.${layer}.${part}.${kind}`),
  ).flat();

const PRESENT_DECODER = cacheNames('present', 'decoder');
const FIRST_OUTPUTS = ['logits', ...PRESENT_DECODER, ...cacheNames('present', 'encoder')];
// After the first step only the decoder's keys and values are renewed; the encoder's are not asked for again.
const NEXT_OUTPUTS = ['logits', ...PRESENT_DECODER];

/** The likeliest entry and the natural logarithm of its softmax probability. */
function likeliest(logits: Float32Array): { index: number; logProbability: number } {
  let index = 0;
  let best = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] as number;
    if (value > best) [best, index] = [value, i];
  }
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - best);
  return { index, logProbability: -Math.log(sum) };
}

function textOf(tokens: readonly number[]): string {
  const words = tokens.filter((token) => token > END_TOKEN && token < tokenizer.vocabById.length);
  return tokenizer.decode(words, false, false).replace(/\s+/g, ' ').trim();
}

/**
 * Moonshine tiny (English): speech of up to about 15 s to text. Greedy decoding with cached keys and values.
 * The calling thread is blocked while it works (about 60 ms for a second of speech): use it in a worker. It is free for
 * a moment after each token (about 10 ms), so that other work of the thread goes on.
 */
export class Moonshine implements Recogniser {
  readonly name = 'moonshine-tiny';
  readonly language = 'en';
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;

  private constructor(encoder: InferenceSession, decoder: InferenceSession) {
    this.#encoder = encoder;
    this.#decoder = decoder;
  }

  /** One thread by default: measured (bench/speech.ts), two are slower, since a step's products are small. */
  static async open(
    files: Pick<SpeechFiles, 'encoder' | 'decoder'>,
    options: { readonly threads?: number } = {},
  ): Promise<Moonshine> {
    const settings = sessionOptions({ threads: options.threads ?? 1 });
    const encoder = await InferenceSession.create(files.encoder, settings);
    try {
      return new Moonshine(encoder, await InferenceSession.create(files.decoder, settings));
    } catch (error) {
      await encoder.release();
      throw error;
    }
  }

  /** Too short for a word (under 0.1 s) gives an empty text. Stops between two tokens. */
  async transcribe(pcm: Float32Array, signal?: AbortSignal): Promise<Transcript> {
    if (pcm.length < LEAST_SAMPLES) return { text: '', tokens: 0, confidence: 0, ended: 'end' };
    const encoded = await this.#encoder.run({
      input_values: new Tensor('float32', pcm, [1, pcm.length]),
    });
    return this.#decode(encoded['last_hidden_state'] as Tensor, pcm.length / SPEECH_RATE, signal);
  }

  async #decode(hidden: Tensor, seconds: number, signal: AbortSignal | undefined): Promise<Transcript> {
    const feeds = this.#firstFeeds(hidden);
    const tokens: number[] = [];
    const limit = Math.ceil(seconds * TOKENS_PER_SECOND) + 1;
    let sum = 0;
    let ended: Transcript['ended'] = 'cap';
    while (tokens.length < limit) {
      signal?.throwIfAborted();
      const first = tokens.length === 0;
      const outputs = await this.#decoder.run(feeds, first ? FIRST_OUTPUTS : NEXT_OUTPUTS);
      const { index, logProbability } = likeliest(outputs['logits']?.data as Float32Array);
      sum += logProbability;
      tokens.push(index);
      if (index === END_TOKEN) {
        ended = 'end';
        break;
      }
      const keep = repeatedPhrase(tokens);
      if (keep !== undefined) {
        tokens.length = keep;
        ended = 'repetition';
        break;
      }
      this.#advance(feeds, outputs, index);
    }
    return { text: textOf(tokens), tokens: tokens.length, confidence: sum / tokens.length, ended };
  }

  #firstFeeds(hidden: Tensor): Feeds {
    const feeds: Feeds = {
      input_ids: new Tensor('int64', BigInt64Array.of(BigInt(START_TOKEN)), [1, 1]),
      encoder_hidden_states: hidden,
      use_cache_branch: new Tensor('bool', [false], [1]),
    };
    const names = [...cacheNames('past_key_values', 'decoder'), ...cacheNames('past_key_values', 'encoder')];
    for (const name of names)
      feeds[name] = new Tensor('float32', new Float32Array(0), [0, HEADS, 1, HEAD_WIDTH]);
    return feeds;
  }

  #advance(feeds: Feeds, outputs: InferenceSession.OnnxValueMapType, token: number): void {
    feeds['input_ids'] = new Tensor('int64', BigInt64Array.of(BigInt(token)), [1, 1]);
    feeds['use_cache_branch'] = new Tensor('bool', [true], [1]);
    for (const [name, value] of Object.entries(outputs)) {
      if (name === 'logits') continue;
      feeds[name.replace('present', 'past_key_values')] = value;
    }
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }
}
