import { join } from 'node:path';
import { TAGS, type Tag } from '../../../src/streams/values.ts';
import { AUDIO_WIDTH, TEXT_WIDTH } from '../../training/source.ts';
import type { FeatureCheck } from './feature-check.ts';
import type { Findings } from './findings.ts';
import { effectRow, layoutOf } from './layout.ts';
import { goodRows } from './table-check.ts';

const WIDTHS = { audio: AUDIO_WIDTH, text: TEXT_WIDTH } as const;

/** Tag of each effect by its id, as far as the table can be read. */
export type EffectTags = ReadonlyMap<string, Tag | undefined>;

/** Checks `sfx_info.csv` and the features of its effects. */
export async function checkEffects(
  folder: string,
  findings: Findings,
  features: FeatureCheck | undefined,
): Promise<EffectTags> {
  const layout = layoutOf(folder);
  const tags = new Map<string, Tag | undefined>();
  const names = new Map<number, string>();
  const rows = await goodRows(folder, layout.effects, effectRow, findings);
  if (rows === undefined) findings.add('missing-file', 'sfx/sfx_info.csv');
  for (const { row, line } of rows ?? []) {
    const where = `sfx/sfx_info.csv, row ${line}`;
    if (tags.has(row.id)) findings.add('double-effect', `${where}: ${row.id}`);
    if (/^0\d/.test(row.id)) findings.add('leading-zeros', `${where}: ${row.id}`);
    const tag = TAGS.find((known) => known === row.tag);
    tags.set(row.id, tag);
    const known = names.get(row.tag_index);
    if (tag === undefined) findings.add('tag-numbers', `${where}: no tag is called "${row.tag}"`);
    else if (row.tag_index >= TAGS.length) findings.add('tag-numbers', `${where}: ${row.tag_index}`);
    else if (known !== undefined && known !== row.tag)
      findings.add('tag-numbers', `${where}: ${row.tag_index} is ${known} before, ${row.tag} here`);
    names.set(row.tag_index, row.tag);
  }
  if (rows !== undefined)
    for (const tag of TAGS)
      if (![...names.values()].includes(tag))
        findings.add('tag-numbers', `sfx/sfx_info.csv: no effect is tagged ${tag}`);
  for (const kind of ['audio', 'text'] as const)
    for (const id of tags.keys())
      await features?.vector(`effect ${kind}`, join(layout.effectFeatures(kind), `${id}.npy`), WIDTHS[kind]);
  return tags;
}
