/** Columns that several tables share. */
import type { Column } from './experiment.ts';

const percent = (key: string, label: string): Column => ({ key, label, scale: 100, better: 'more' });

/** The paper's figures of moments with their effects; `prefix` is that of a rule of decision. */
export const matchingColumns = (prefix = ''): Column[] => [
  percent(`${prefix}map_sfx_50`, 'mAP_SFX@.5'),
  percent(`${prefix}map_sfx_75`, 'mAP_SFX@.75'),
  percent(`${prefix}map_vid_50`, 'mAP_vid@.5'),
  percent(`${prefix}map_vid_75`, 'mAP_vid@.75'),
  percent(`${prefix}map_tag_50`, 'mAP_tag@.5'),
];

/** The paper's figures of key moments whatever their effects. */
export const keyColumns = (prefix = ''): Column[] => [
  percent(`${prefix}map_key_50`, 'mAP_key@.5'),
  percent(`${prefix}map_key_75`, 'mAP_key@.75'),
  percent(`${prefix}kmd_map_vid_50`, 'mAP_vid@.5'),
  percent(`${prefix}kmd_map_vid_75`, 'mAP_vid@.75'),
  percent(`${prefix}r1_50`, 'R1@.5'),
  percent(`${prefix}r1_75`, 'R1@.75'),
];

/** What a row took. */
export const costColumns: readonly Column[] = [
  { key: 'cpuSeconds', label: 'CPU s', digits: 0 },
  { key: 'pretrainingCpuSeconds', label: 'pre-training, shared, CPU s', digits: 0 },
  { key: 'parameters', label: 'parameters, thousands', scale: 1e-3, digits: 0 },
];

/** What is said below tables by the authors' rule. */
export const AUTHORS_RULE =
  "By the authors' rule: the largest cosine decides, and what SFX0 matches best is dropped. mAP_tag takes tags for effects.";
/** What is said below tables by the live rule. */
export const LIVE_RULE =
  'By the rule of the live path: a moment is as probable as 1 − P(SFX0) under the learned temperature, and nothing is dropped.';
