/**
 * What an experiment is. To add one: write a file here that exports an {@link Experiment} (its rows, how a row is measured with a
 * seed, its tables) and list it in `registry.ts`; `momentfx experiment NAME` then runs it. Everything else is done for it: the data
 * are opened, results are kept by a hash of all that they follow from (`store.ts`), a run that was broken off goes on, tables and
 * pictures are written (`tables.ts`, `report.ts`). An experiment on trained networks gets them by `trainRow` (`training.ts`), which
 * trains each once, whoever asks.
 */
import type { StepReport } from '../training/progress.ts';
import type { ExperimentData } from './data.ts';
import type { Preset } from './presets.ts';

/** Values that a hash may be made of, and JSON may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Numbers by name; what they mean is said by the columns of the tables. */
export type Figures = Readonly<Record<string, number>>;

/** A row of a table: a method, or a way to do without something. */
export interface Row<Config extends Json = Json> {
  /** Short, for `--rows`. */
  readonly id: string;
  /** As the table names it. */
  readonly label: string;
  /** Heading that it stands below with others of its kind. */
  readonly group?: string;
  /** All that its figures follow from, besides the data, the preset and the seed. */
  readonly config: Config;
}

/** Points of a curve over training. */
export type CurvePoints = readonly { readonly x: number; readonly y: number }[];

/** What a row gave with one seed. */
export interface Measurement {
  readonly figures: Figures;
  /** What it took, such as `cpuSeconds`. */
  readonly cost: Figures;
  /** How the overlap of found and true moments grew with the steps. */
  readonly curve?: CurvePoints;
}

/** A column of a table. */
export interface Column {
  /** Of a figure or a cost. */
  readonly key: string;
  readonly label: string;
  /** What values are multiplied by; 100 for shares shown in percent. */
  readonly scale?: number;
  /** Digits after the point; 1 by default. */
  readonly digits?: number;
  /** Which of two values is better; without it the column has no best. */
  readonly better?: 'more' | 'less';
}

/** A table over an experiment's rows. */
export interface TableOutline {
  readonly title: string;
  readonly columns: readonly Column[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

/** What rows are measured with. */
export interface Workbench {
  readonly data: ExperimentData;
  readonly preset: Preset;
  /** Where runs and results are kept. */
  readonly folder: string;
  readonly threads: number;
  readonly device: 'cpu' | 'cuda' | 'webgpu';
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly onStep: (report: StepReport) => void;
}

/** An experiment: rows, each measured with several seeds, and tables of what they gave. */
export interface Experiment<Config extends Json = Json> {
  /** As it is typed. */
  readonly name: string;
  /** One sentence, for the list. */
  readonly description: string;
  /** Whose results it shares: experiments of one kind that measure a configuration in the same way. */
  readonly kind: string;
  /** Of the way of measuring: older results do not count once it is raised. */
  readonly version: number;
  /** Where more seeds would say nothing, as of times. */
  readonly mostSeeds?: number;
  /** Where figures are of a machine: what of it they follow from, besides what they follow from anyway. */
  place?(bench: Workbench): Json;
  /** Without those that the data cannot give. */
  rows(data: ExperimentData): readonly Row<Config>[];
  /**
   * Measures one row with one seed. Throws the signal's reason when it was interrupted; asked again it goes on where it was, as far as
   * it keeps something in the folder.
   */
  measure(row: Row<Config>, seed: number, bench: Workbench): Promise<Measurement>;
  readonly tables: readonly TableOutline[];
  /** The column of the bar chart, if there is to be one. */
  readonly charted?: string;
}
