/** Runs an experiment: every row with every seed, what is in the store left alone. */
import type { Experiment, Json, Measurement, Row, Workbench } from './experiment.ts';
import type { Preset } from './presets.ts';
import { ResultStore } from './store.ts';
import type { MeasuredRow } from './tables.ts';

/** What of an experiment is run. */
export interface RunChoice {
  readonly seeds: readonly number[];
  /** Ids of rows; all where none are named. */
  readonly rows?: readonly string[];
  /** Only gathers what is there. */
  readonly gather?: boolean;
}

/** All that a result follows from. */
function circumstances(experiment: Experiment, { config }: Row, seed: number, bench: Workbench): Json {
  const { kind, version } = experiment;
  const { data, preset } = bench;
  const place = experiment.place?.(bench);
  return {
    ...{ kind, version, data: data.id, preset: essenceOf(preset), config, seed },
    ...(place !== undefined && { place }),
  };
}

/** A preset's numbers; what its corpus is made of is told by the data. */
function essenceOf({ name: _name, corpus: _corpus, ...sizes }: Preset): Json {
  return JSON.parse(JSON.stringify(sizes)) as Json;
}

/**
 * Measures what is missing, seed by seed, so that every row has its first seed before any has its second. After an interruption it
 * throws the signal's reason; the same call goes on.
 */
export async function runExperiment(
  experiment: Experiment,
  choice: RunChoice,
  bench: Workbench,
): Promise<MeasuredRow[]> {
  const { signal, say } = bench;
  const store = new ResultStore(bench.folder);
  const rows = experiment.rows(bench.data).filter(({ id }) => choice.rows?.includes(id) ?? true);
  const results = new Map<string, Measurement[]>(rows.map(({ id }) => [id, []]));
  let done = 0;
  for (const seed of choice.seeds)
    for (const row of rows) {
      const of = circumstances(experiment, row, seed, bench);
      let measured = await store.find(of);
      if (measured === undefined && choice.gather !== true) {
        signal.throwIfAborted();
        say(
          `${experiment.name}, ${done + 1} of ${rows.length * choice.seeds.length}: ${row.label}, seed ${seed}`,
        );
        measured = await experiment.measure(row, seed, bench);
        await store.keep(of, measured);
      }
      if (measured !== undefined) results.get(row.id)?.push(measured);
      done += 1;
    }
  return rows.map((row) => ({ row, measured: results.get(row.id) ?? [] }));
}
