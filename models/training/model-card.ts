import type { ModelManifest } from '../../src/analysis/manifest.ts';
import type { Figures } from '../evaluation/average-precision.ts';
import { parameterCount } from '../networks/dm-parameters.ts';
import type { Assessment } from './assess.ts';
import type { RunConfig } from './config.ts';
import { formatDuration } from './progress.ts';

export interface CardFacts {
  readonly manifest: ModelManifest;
  readonly config: RunConfig;
  /** Shows and hours of them in the training, validation and test splits. */
  readonly corpus: {
    readonly train: number;
    readonly val: number;
    readonly test: number;
    readonly hours: number;
  };
  readonly effects: number;
  readonly seconds: number;
  readonly assessment: Assessment;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const row = (name: string, figures: Figures): string =>
  `| ${name} | ${[
    figures.map_sfx_50,
    figures.map_sfx_75,
    figures.map_vid_50,
    figures.map_vid_75,
    figures.kmd_map_vid_50,
    figures.kmd_map_vid_75,
  ]
    .map((value) => value.toFixed(3))
    .join(' | ')} |`;

/** The model card of a checkpoint trained on generated shows, in Markdown. */
export function modelCard({ manifest, config, corpus, effects, seconds, assessment }: CardFacts): string {
  const { network, msm, endToEnd } = config;
  const { wholeVideo, fitted } = assessment;
  return `# ${manifest.name}

A D&M network (key moment detection and SFX matching, AAAI 2025) that finds the moments of a sales show that deserve
a sound effect, and chooses one.

## Network

Hidden width ${network.hidden_dim}, ${network.head_num} heads, ${network.encoder_layer_num} encoder and
${network.decoder_layer_num} decoder layers, ${network.query_num} queries: ${parameterCount(network).toLocaleString('en')}
parameters. Input: up to ${manifest.window} frames (one a second) and up to ${manifest.maxSubtitles} sentences.
Encoders: \`${manifest.encoders.frame}\`, \`${manifest.encoders.text}\`, \`${manifest.encoders.audio}\`; no others fit.

## Data

Generated shows only (\`models/corpus\`): ${corpus.train} for training, ${corpus.val} for validation, ${corpus.test} for
testing, ${corpus.hours.toFixed(1)} hours in all. Sentences of validation and test come from patterns that training
never saw. Sentences carry the errors of speech recognition; pictures are drawn. The library has ${effects} effects.
No recording of a person is in the data.

## Recipe

Seed ${config.seed}. Pre-training by moment-SFX matching: ${msm.steps} steps of ${msm.batch} windows; end to end:
${endToEnd.steps} steps of ${endToEnd.batch} (${(endToEnd.steps * endToEnd.batch).toLocaleString('en')} windows).
AdamW, learning rate ${endToEnd.lr}, ${endToEnd.warmup} steps of warm-up, cosine; weight decay ${config.weightDecay};
scored against ${config.negatives.mode === 'library' ? 'the whole library' : `${config.negatives.count} candidates`}.
It took ${formatDuration(seconds)}. Again:
\`npm run -s momentfx -- train --seed ${config.seed} --videos ${corpus.train + corpus.val + corpus.test} --steps ${config.msm.steps},${config.endToEnd.steps}\`.

## Accuracy on the test split

Whole shows through the live pipeline with given text, threshold ${manifest.threshold} (fitted on the validation split):

| found | right tag | right effect | false alarms a minute | cues per key moment |
| --- | --- | --- | --- | --- |
| ${percent(wholeVideo.found)} | ${percent(wholeVideo.matched)} | ${percent(wholeVideo.exact)} | ${wholeVideo.falseAlarmsPerMinute.toFixed(2)} | ${wholeVideo.cuesPerMoment.toFixed(2)} |

On the validation split: found ${percent(fitted.figures.found)}, right tag ${percent(fitted.figures.matched)}.

Windows of ${manifest.window} frames as the paper's authors evaluate (mean average precision at overlaps 0.5 and 0.75):

| classes | mAP_SFX 0.5 | 0.75 | mAP_vid 0.5 | 0.75 | key moments 0.5 | 0.75 |
| --- | --- | --- | --- | --- | --- | --- |
${row('effects', assessment.effects)}
${row('tags', assessment.tags)}

Several effects often fit a moment equally well, so the row of effects counts many good choices as wrong, and the
paper's rule (largest plain softmax) drops what SFX0 wins; the live path uses 1 − P(SFX0) instead.

## Limits

English only. It follows what is said; pictures in the data are drawings, so it hardly uses them on real ones. It
knows sales shows: in other talk it should stay silent, but a sentence that sounds like a sale may still ring.
`;
}
