/** The paper's Tables 4 and 5: D&M beside sliding windows and networks that find moments only, all with one matching network. */
import { AUTHORS_RULE, costColumns, keyColumns, LIVE_RULE, matchingColumns } from './columns.ts';
import type { Experiment, Row } from './experiment.ts';
import { DM_PLAN, type TrainingPlan } from './training.ts';
import { measureTrained, TRAINED_ROWS, TRAINED_ROWS_VERSION } from './trained-rows.ts';

/** The methods, by the types of their networks; D&M last, as in the paper. */
export const METHODS: readonly Row<TrainingPlan>[] = (
  [
    ['sliding-window', 'Sliding-Win'],
    ['moment-detr', 'Moment-DETR+'],
    ['qd-detr', 'QD-DETR+'],
    ['univtg', 'UniVTG+'],
    ['r2-tuning', 'R²-Tuning+'],
    ['dm', 'D&M'],
  ] as const
).map(([network, label]) => ({ id: network, label, config: { ...DM_PLAN, network } }));

/** `momentfx experiment methods`. */
export const methods: Experiment<TrainingPlan> = {
  name: 'methods',
  description: "The paper's Tables 4 and 5: D&M beside five other methods.",
  kind: TRAINED_ROWS,
  version: TRAINED_ROWS_VERSION,
  rows: () => METHODS,
  measure: measureTrained,
  tables: [
    {
      title: 'Table 4: key moments with their sound effects',
      columns: matchingColumns(),
      notes: [AUTHORS_RULE],
    },
    { title: 'Table 4 by the live rule', columns: matchingColumns('live_'), notes: [LIVE_RULE] },
    {
      title: 'Table 5: key moments alone',
      columns: keyColumns(),
      notes: [
        AUTHORS_RULE,
        "A moment's class, for mAP_key, is the tag of its effect: the paper's classes are not published. R1 is the share of windows whose most probable moment is right; the paper does not have it.",
        'D&M and Sliding-Win have no probability of a moment in this rule: they rank by the largest score, that of SFX0 included, as the code does.',
      ],
    },
    { title: 'Table 5 by the live rule', columns: keyColumns('live_'), notes: [LIVE_RULE] },
    { title: 'What it took', columns: costColumns, notes: [] },
  ],
  charted: 'live_map_sfx_50',
};
