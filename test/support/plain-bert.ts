import type { BertConfig } from '../../models/encoders/minilm/config.ts';
import type { BertParameters } from '../../models/encoders/minilm/parameters.ts';

type Row = readonly number[];
const sum = (values: Row): number => values.reduce((total, value) => total + value, 0);
const plus = (a: Row, b: Row): number[] => a.map((value, at) => value + b[at]!);

/** Its integral by Simpson's rule, to eight digits for what occurs here. */
function erf(x: number): number {
  const steps = 400;
  const width = x / steps;
  let total = 0;
  for (let at = 0; at <= steps; at++) {
    const weight = at === 0 || at === steps ? 1 : at % 2 === 1 ? 4 : 2;
    total += weight * Math.exp(-((at * width) ** 2));
  }
  return (2 / Math.sqrt(Math.PI)) * (width / 3) * total;
}

class Plain {
  readonly #parameters: BertParameters;
  readonly #config: BertConfig;

  constructor(parameters: BertParameters, config: BertConfig) {
    this.#parameters = parameters;
    this.#config = config;
  }

  row(name: string, index: number, width: number): number[] {
    return [...this.#parameters.get(name)!.slice(index * width, (index + 1) * width)];
  }

  linear(name: string, x: Row): number[] {
    const bias = [...this.#parameters.get(`${name}.bias`)!];
    return bias.map((value, out) => {
      const weights = this.row(`${name}.weight`, out, x.length);
      return value + sum(x.map((own, at) => own * weights[at]!));
    });
  }

  norm(name: string, x: Row): number[] {
    const mean = sum(x) / x.length;
    const spread = Math.sqrt(
      sum(x.map((value) => (value - mean) ** 2)) / x.length + this.#config.layer_norm_eps,
    );
    const [scale, bias] = [this.#parameters.get(`${name}.weight`)!, this.#parameters.get(`${name}.bias`)!];
    return x.map((value, at) => ((value - mean) / spread) * scale[at]! + bias[at]!);
  }

  embed(ids: Row): number[][] {
    const width = this.#config.hidden_size;
    const table = (name: string, index: number): number[] =>
      this.row(`embeddings.${name}_embeddings.weight`, index, width);
    return ids.map((id, place) => {
      const words = plus(table('word', id), table('position', place));
      return this.norm('embeddings.LayerNorm', plus(words, table('token_type', 0)));
    });
  }

  layer(index: number, x: readonly Row[]): number[][] {
    const prefix = `encoder.layer.${index}`;
    const size = this.#config.hidden_size / this.#config.num_attention_heads;
    const [query, key, value] = ['query', 'key', 'value'].map((part) =>
      x.map((own) => this.linear(`${prefix}.attention.self.${part}`, own)),
    ) as [number[][], number[][], number[][]];
    const mixed = x.map((_, token) =>
      query[token]!.map((_value, at) => {
        const first = Math.floor(at / size) * size;
        const head = (own: Row): Row => own.slice(first, first + size);
        const scores = key.map(
          (other) => sum(head(query[token]!).map((q, i) => q * head(other)[i]!)) / Math.sqrt(size),
        );
        const powers = scores.map(Math.exp);
        return sum(powers.map((power, other) => (power / sum(powers)) * value[other]![at]!));
      }),
    );
    return x.map((own, token) => {
      const out = this.linear(`${prefix}.attention.output.dense`, mixed[token]!);
      const attended = this.norm(`${prefix}.attention.output.LayerNorm`, plus(out, own));
      const inner = this.linear(`${prefix}.intermediate.dense`, attended).map(
        (y) => (y * (1 + erf(y / Math.SQRT2))) / 2,
      );
      const outer = this.linear(`${prefix}.output.dense`, inner);
      return this.norm(`${prefix}.output.LayerNorm`, plus(outer, attended));
    });
  }
}

/** What the first `layers` layers give for one sentence: a row for each token. */
function hidden(parameters: BertParameters, config: BertConfig, ids: Row, layers: number): number[][] {
  const plain = new Plain(parameters, config);
  let x = plain.embed(ids);
  for (let layer = 0; layer < layers; layer++) x = plain.layer(layer, x);
  return x;
}

/** A sentence's vector by the published formulas, number by number. */
export function plainBert(parameters: BertParameters, config: BertConfig, ids: Row): number[] {
  const x = hidden(parameters, config, ids, config.num_hidden_layers);
  const mean = x[0]!.map((_, at) => sum(x.map((own) => own[at]!)) / x.length);
  const length = Math.hypot(...mean);
  const plain = new Plain(parameters, config);
  const task = parameters.has('task.weight')
    ? plain.linear('task', mean).map(Math.tanh)
    : new Array<number>(config.task_size).fill(0);
  // Beside task values the mean has length 6.
  const wanted = parameters.has('task.weight') ? 6 : 1;
  return [...mean.map((value) => (wanted * value) / length), ...task];
}
plainBert.hidden = hidden;
