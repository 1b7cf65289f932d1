/** Checks one video: its frames, texts and moments. */
import { join, relative } from 'node:path';
import { FEATURE_WIDTH } from '../../../src/analysis/pack.ts';
import { MAX_TEXTS, parseFrameIds, WINDOW } from '../windows.ts';
import type { FeatureCheck } from './feature-check.ts';
import type { Findings } from './findings.ts';
import {
  filesIn,
  frameFile,
  layoutOf,
  TEXT_STREAMS,
  textRow,
  type SplitName,
  type TextStream,
} from './layout.ts';
import { goodRows } from './table-check.ts';

/** A row of the moments' table. */
export interface MomentRow {
  readonly sfx: string;
  readonly frameids: string;
  /** The table and its row, for findings. */
  readonly where: string;
}

/** What a video counts for the statistics. */
export interface CheckedVideo {
  readonly frames: number;
  readonly texts: Readonly<Record<TextStream, number>>;
  /** Effect and length in frames of each moment inside. */
  readonly moments: readonly { readonly sfx: string; readonly frames: number }[];
  /** Windows of 12 frames with a moment. */
  readonly windows: number;
}

/** What a video's check needs. Without `features` the vectors stay unread. */
export interface VideoCheck {
  readonly folder: string;
  readonly split: SplitName;
  readonly name: string;
  readonly moments: readonly MomentRow[];
  readonly findings: Findings;
  readonly features: FeatureCheck | undefined;
}

/** Notes what is wrong or odd with a video; gives what it counts. */
export async function checkVideo(check: VideoCheck): Promise<CheckedVideo> {
  const frames = await checkFrames(check);
  const texts = { tts: 0, asr: 0 };
  for (const stream of TEXT_STREAMS) texts[stream] = await checkTexts(check, stream, frames);
  const moments = checkMoments(check, frames);
  const windows = new Set<number>();
  for (const { start, end } of moments)
    for (let at = Math.floor(start / WINDOW); at <= Math.floor(end / WINDOW); at++) windows.add(at);
  return {
    frames,
    texts,
    moments: moments.map(({ sfx, start, end }) => ({ sfx, frames: end - start + 1 })),
    windows: windows.size,
  };
}

async function checkFrames({ folder, split, name, findings, features }: VideoCheck): Promise<number> {
  const own = layoutOf(folder).frameFeatures(split, name);
  const files = (await filesIn(own)).sort();
  if (files.length === 0) findings.add('no-frames', relative(folder, own));
  const wrong = files.find((file, index) => file !== frameFile(index));
  if (wrong !== undefined) findings.add('frame-numbers', relative(folder, join(own, wrong)));
  for (const file of files) await features?.vector('frame', join(own, file), FEATURE_WIDTH);
  return files.length;
}

async function checkTexts(check: VideoCheck, stream: TextStream, frames: number): Promise<number> {
  const { folder, split, name, findings, features } = check;
  const layout = layoutOf(folder);
  const table = layout.texts(stream, split, name);
  const rows = (await goodRows(folder, table, textRow, findings)) ?? [];
  const own = layout.textFeatures(stream, split, name);
  const named = new Set<string>();
  const perWindow = new Map<number, number>();
  for (const { row, line } of rows) {
    const where = `${relative(folder, table)}, row ${line}`;
    named.add(row.feature);
    if (row.content.trim() === '') findings.add('text-empty', where);
    if (row.start > row.end) findings.add('text-backwards', `${where}: ${row.start} to ${row.end}`);
    if (Math.trunc(row.start) >= frames || Math.trunc(row.end) < 0)
      findings.add('text-outside', `${where}: ${row.start} to ${row.end} of ${frames}`);
    const [first, last] = [Math.max(row.start, 0), Math.min(row.end, frames - 1)];
    for (let at = Math.floor(first / WINDOW); at <= Math.floor(last / WINDOW); at++)
      perWindow.set(at, (perWindow.get(at) ?? 0) + 1);
    await features?.vector('text', join(own, row.feature), FEATURE_WIDTH);
  }
  for (const [window, count] of perWindow)
    if (count > MAX_TEXTS)
      findings.add('many-texts', `${relative(folder, table)}, frames from ${window * WINDOW}: ${count}`);
  for (const file of await filesIn(own))
    if (!named.has(file)) findings.add('stray-feature', relative(folder, join(own, file)));
  return rows.length;
}

interface Span {
  readonly sfx: string;
  readonly start: number;
  readonly end: number;
}

function checkMoments({ moments, findings }: VideoCheck, frames: number): Span[] {
  const seen = new Set<string>();
  const inside: Span[] = [];
  for (const { sfx, frameids, where } of moments) {
    const span = spanOf(frameids);
    if (span === undefined) {
      findings.add('bad-frames', `${where}: ${frameids}`);
      continue;
    }
    const { start, end } = span;
    const key = `${sfx} ${start} ${end}`;
    if (seen.has(key)) findings.add('double-moment', `${where}: ${sfx} at ${start}`);
    seen.add(key);
    const ids = frameids.split('*').map(Number);
    if (ids.some((id, index) => id !== start + index)) findings.add('moment-gap', `${where}: ${frameids}`);
    if (end - start >= WINDOW) findings.add('long-moment', `${where}: ${end - start + 1} frames`);
    if (start >= frames || end < 0) {
      findings.add('moment-outside', `${where}: frames ${start} to ${end} of ${frames}`);
      continue;
    }
    if (start < 0 || end >= frames)
      findings.add('moment-clipped', `${where}: frames ${start} to ${end} of ${frames}`);
    inside.push({ sfx, start: Math.max(start, 0), end: Math.min(end, frames - 1) });
  }
  return inside;
}

function spanOf(frameids: string): { readonly start: number; readonly end: number } | undefined {
  try {
    const { start, end } = parseFrameIds(frameids);
    return start <= end ? { start, end } : undefined;
  } catch {
    return undefined;
  }
}
