/** Reads a whole data set in SFX-Moment's layout, and tells what is missing or odd and what it holds. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FEATURE_WIDTH } from '../../../src/analysis/pack.ts';
import { isMissing } from '../csv.ts';
import { DataError } from '../../training/data-error.ts';
import { checkEffects, type EffectTags } from './effects-check.ts';
import { FeatureCheck } from './feature-check.ts';
import { Findings, type FindingGroup } from './findings.ts';
import { filesIn, layoutOf, momentRow, namesIn, SPLITS, TEXT_STREAMS, type SplitName } from './layout.ts';
import { statisticsOf, type DataStatistics, type SplitVideos } from './statistics.ts';
import { goodRows } from './table-check.ts';
import { checkVideo, type CheckedVideo, type MomentRow } from './video-check.ts';

/** How a data set is checked. */
export interface DataCheckOptions {
  /** Its top folder. */
  readonly folder: string;
  /** Leaves the values of features unread: names, tables and numbers alone. */
  readonly quick?: boolean;
  readonly signal?: AbortSignal;
  /** Hears how many of all listed videos are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a check finds. */
export interface DataReport {
  readonly findings: readonly FindingGroup[];
  readonly statistics: DataStatistics;
}

/** Videos that are read at once: a file's latency is mostly waiting. */
const VIDEOS_AT_ONCE = 4;

/**
 * Checks the data in `folder`; nothing stops at the first fault.
 * @throws DataError (`sfx-moment-missing`) where there is no such folder
 */
export async function checkData({
  folder,
  quick = false,
  signal,
  onProgress,
}: DataCheckOptions): Promise<DataReport> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new DataError(
      'sfx-moment-missing',
      `there is no folder ${folder}`,
      "Give the data set's top folder",
    );
  const findings = new Findings();
  const features = quick ? undefined : new FeatureCheck(folder, findings);
  const effects = await checkEffects(folder, findings, features);
  await features?.vector('text', layoutOf(folder).blank, FEATURE_WIDTH);
  const names = new Map<SplitName, readonly string[]>();
  for (const split of SPLITS) names.set(split, await checkList(folder, split, findings));
  noteShared(names, findings);
  const total = [...names.values()].reduce((sum, own) => sum + own.length, 0);
  const splits = new Map<SplitName, SplitVideos>();
  let done = 0;
  for (const split of SPLITS) {
    const listed = names.get(split) ?? [];
    const moments = await checkMomentTable({ folder, split, findings, effects, listed: new Set(listed) });
    const videos = await inParallel(listed, async (name) => {
      signal?.throwIfAborted();
      const video = await checkVideo({
        ...{ folder, split, name, findings, features },
        moments: moments.get(name) ?? [],
      });
      if (video.frames > 0 && video.moments.length === 0) findings.add('no-moment', `${split}: ${name}`);
      onProgress?.(++done, total);
      return video;
    });
    for (const stream of TEXT_STREAMS)
      await noteStrays(
        folder,
        dirname(layoutOf(folder).texts(stream, split, '')),
        listed.map((name) => `${name}.csv`),
        findings,
      );
    splits.set(split, { listed: listed.length, videos });
  }
  features?.end();
  noteUnused(effects, splits, findings);
  for (const [split, { videos }] of splits)
    if (!videos.some(({ moments }) => moments.length > 0)) findings.add('empty-split', split);
  return { findings: findings.groups, statistics: statisticsOf(effects, splits) };
}

/** The names of a split, each once. */
async function checkList(folder: string, split: SplitName, findings: Findings): Promise<readonly string[]> {
  const file = layoutOf(folder).list(split);
  const where = relative(folder, file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
    findings.add('missing-file', where);
    return [];
  }
  const names = new Set<string>();
  for (const name of namesIn(text)) {
    if (names.has(name)) findings.add('double-video', `${where}: ${name}`);
    if (/^0\d*$/.test(name)) findings.add('leading-zeros', `${where}: ${name}`);
    names.add(name);
  }
  return [...names];
}

function noteShared(names: ReadonlyMap<SplitName, readonly string[]>, findings: Findings): void {
  const splitOf = new Map<string, SplitName>();
  for (const [split, own] of names)
    for (const name of own) {
      const other = splitOf.get(name);
      if (other !== undefined) findings.add('shared-video', `${other} and ${split}: ${name}`);
      splitOf.set(name, split);
    }
}

interface MomentTable {
  readonly folder: string;
  readonly split: SplitName;
  readonly findings: Findings;
  readonly effects: EffectTags;
  readonly listed: ReadonlySet<string>;
}

/** The moments of each video of a split. */
async function checkMomentTable({
  folder,
  split,
  findings,
  effects,
  listed,
}: MomentTable): Promise<Map<string, MomentRow[]>> {
  const file = layoutOf(folder).moments(split);
  const table = relative(folder, file);
  const rows = await goodRows(folder, file, momentRow, findings);
  if (rows === undefined && listed.size > 0) findings.add('missing-file', table);
  const moments = new Map<string, MomentRow[]>();
  for (const { row, line } of rows ?? []) {
    const where = `${table}, row ${line}`;
    if (!listed.has(row.name)) findings.add('unknown-video', `${where}: ${row.name}`);
    if (!effects.has(row.sfx_id)) findings.add('unknown-effect', `${where}: ${row.sfx_id}`);
    const own = moments.get(row.name) ?? [];
    own.push({ sfx: row.sfx_id, frameids: row.frameids, where });
    moments.set(row.name, own);
  }
  return moments;
}

async function noteStrays(
  folder: string,
  place: string,
  known: readonly string[],
  findings: Findings,
): Promise<void> {
  const expected = new Set(known);
  for (const file of await filesIn(place))
    if (!expected.has(file)) findings.add('stray-file', relative(folder, join(place, file)));
}

function noteUnused(
  effects: EffectTags,
  splits: ReadonlyMap<SplitName, SplitVideos>,
  findings: Findings,
): void {
  const used = new Set(
    (splits.get('train')?.videos ?? []).flatMap(({ moments }) => moments.map(({ sfx }) => sfx)),
  );
  if (used.size === 0) return;
  for (const id of effects.keys())
    if (!used.has(id)) findings.add('unused-effect', `sfx/sfx_info.csv: ${id}`);
}

/** Works on a few at a time; results in the order of `all`. */
async function inParallel(
  all: readonly string[],
  work: (name: string) => Promise<CheckedVideo>,
): Promise<CheckedVideo[]> {
  const results: CheckedVideo[] = [];
  const rest = all.entries();
  const worker = async (): Promise<void> => {
    for (const [index, name] of rest) results[index] = await work(name);
  };
  await Promise.all(Array.from({ length: VIDEOS_AT_ONCE }, worker));
  return results;
}
