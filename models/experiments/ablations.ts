/** The paper's Table 6: D&M with other pre-training, other negatives, and without each of its inputs. */
import { AUTHORS_RULE, costColumns, keyColumns, LIVE_RULE, matchingColumns } from './columns.ts';
import { hasCreatorText, type ExperimentData, type Modality } from './data.ts';
import type { Experiment, Row } from './experiment.ts';
import { DM_PLAN, type TrainingPlan } from './training.ts';
import { measureTrained, TRAINED_ROWS, TRAINED_ROWS_VERSION } from './trained-rows.ts';

const WHOLE = { id: 'dm', label: 'D&M', config: DM_PLAN } as const;

/** What a row may differ in. */
type Change = Partial<Pick<TrainingPlan, 'pretraining' | 'auxiliaryMsm' | 'negatives' | 'without'>>;

const row = (group: string, id: string, label: string, change: Change): Row<TrainingPlan> => ({
  id,
  label,
  group,
  config: { ...DM_PLAN, ...change },
});

const PRETRAINING = 'pre-training';
const NEGATIVES = 'negatives';

/** Weight of moment-SFX matching beside end-to-end training. */
const AUXILIARY = 1;

const without = (group: string, modality: Modality, label: string): Row<TrainingPlan> =>
  row(group, `no-${modality}`, label, { without: [modality] });

function rows(data: ExperimentData): readonly Row<TrainingPlan>[] {
  return [
    WHOLE,
    row(PRETRAINING, 'no-pretraining', 'none', { pretraining: 'none' }),
    row(PRETRAINING, 'ssp', 'SSP', { pretraining: 'ssp' }),
    row(PRETRAINING, 'ssp-then-msm', 'SSP, then MSM (not in the paper)', { pretraining: 'ssp-then-msm' }),
    row(PRETRAINING, 'sfx-tp', 'SFX-TP', { pretraining: 'sfx-tp' }),
    row(PRETRAINING, 'msm-auxiliary', 'none, MSM as an auxiliary task', {
      pretraining: 'none',
      auxiliaryMsm: AUXILIARY,
    }),
    row(PRETRAINING, 'msm-twice', 'MSM twice: before and beside', { auxiliaryMsm: AUXILIARY }),
    row(NEGATIVES, 'uniform', 'uniform', { negatives: 'uniform' }),
    row(NEGATIVES, 'hard', 'hard', { negatives: 'hard' }),
    row(NEGATIVES, 'one-side', 'one-side', { negatives: 'one-side' }),
    row(NEGATIVES, 'library', 'none drawn: the whole library', { negatives: 'library' }),
    without('without an input', 'frames', 'without frames'),
    without('without an input', 'asr', 'without ASR text'),
    ...(hasCreatorText(data) ? [without('without an input', 'tts', 'without TTS text')] : []),
    without('without a part of the effects', 'audio', 'without audio'),
    without('without a part of the effects', 'description', 'without description'),
    without('without a part of the effects', 'tag', 'without tag'),
  ];
}

/** `momentfx experiment ablations`. */
export const ablations: Experiment<TrainingPlan> = {
  name: 'ablations',
  description: "The paper's Table 6: D&M with other pre-training and negatives, and without each input.",
  kind: TRAINED_ROWS,
  version: TRAINED_ROWS_VERSION,
  rows,
  measure: measureTrained,
  tables: [
    {
      title: 'Table 6: D&M in other ways',
      columns: matchingColumns(),
      notes: [
        'The first row is D&M whole: pre-trained by MSM, tag-aware negatives; every other row differs from it in what it says.',
        AUTHORS_RULE,
        'SSP, SFX-TP, one-side and hard are named in the paper and are not in its code: what they are here is said in docs/experiments.md.',
      ],
    },
    { title: 'Table 6 by the live rule', columns: matchingColumns('live_'), notes: [LIVE_RULE] },
    { title: 'Table 6, key moments alone, by the live rule', columns: keyColumns('live_'), notes: [] },
    { title: 'What it took', columns: costColumns, notes: [] },
  ],
  charted: 'live_map_sfx_50',
};
