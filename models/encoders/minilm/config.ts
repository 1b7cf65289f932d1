/** Sizes of a BERT (Devlin et al. 2019) under the names of its published configuration, and those of MiniLM. */
import { packageFile } from '../../../src/core/paths.ts';

/** Sizes of a BERT encoder; all but `task_size` as in the published `config.json`. */
export interface BertConfig {
  readonly vocab_size: number;
  readonly max_position_embeddings: number;
  readonly type_vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly layer_norm_eps: number;
  /** Values that a task layer of ours adds to the sentence's vector; the published networks have none. */
  readonly task_size: number;
}

/** sentence-transformers/all-MiniLM-L6-v2 (Wang et al. 2020), with room for 128 values of ours: 512 in all. */
export const MINILM_CONFIG: BertConfig = {
  vocab_size: 30_522,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
  layer_norm_eps: 1e-12,
  task_size: 128,
};

/** The bundled tuned part of MiniLM, in 16 bits: any of the network's parameters, and the task layer's. It may be absent. */
export const TUNED_FILE: string = packageFile('models', 'starter', 'minilm', 'text-tuned.safetensors');
