import type { ModelManifest } from '../../src/analysis/manifest.ts';
import { USUAL_CUES } from '../../src/streams/needed.ts';
import type { Figures } from '../evaluation/average-precision.ts';
import { findFamily } from '../encoders/families.ts';
import { dmConfigOf } from '../networks/dm/config.ts';
import { parameterTotal } from '../networks/initial.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { networkOf } from '../networks/registry.ts';
import type { Assessment } from './assess.ts';
import type { RunConfig } from './config.ts';
import { formatDuration } from './progress.ts';
import type { PlainSource } from '../corpus/talks/plain.ts';
import { LANGUAGE_NAMES, type Language } from '../corpus/talks/reader.ts';
import { talkSection, talkWeaknesses, type CardTalks } from './talk-card.ts';

/** A finished checkpoint whose network was taken as it is. */
export interface NetworkBefore {
  readonly folder: string;
  /** What its manifest says of its training. */
  readonly training: ModelManifest['training'];
}

/** What a model card tells. */
export interface CardFacts {
  readonly manifest: ModelManifest;
  readonly config: RunConfig;
  /** Shows and hours of them in the training, validation and test splits. */
  readonly corpus: {
    readonly train: number;
    readonly val: number;
    readonly test: number;
    readonly hours: number;
    /** Sources of real plain talk; empty where there was none. */
    readonly plain: readonly PlainSource[];
    /** How many labelled stretches of it train; default: none. */
    readonly labelled?: number;
    /** What is spoken; default: English. */
    readonly language?: Language;
  };
  readonly effects: number;
  readonly seconds: number;
  readonly assessment: Assessment;
  /** Figures on labelled talks, if they were measured. */
  readonly talks?: CardTalks;
  /** Where the network comes from, if only classifiers and thresholds were fitted. */
  readonly before?: NetworkBefore;
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

function plainWords({ plain: sources, labelled = 0, language = 'en' }: CardFacts['corpus']): string {
  if (language !== 'en')
    return 'No real plain talk is in it; thresholds are fitted on quiet talks that were written, too.';
  if (sources.length === 0)
    return 'No real plain talk is in it: expect more effects in ordinary talk than from one that was trained with `--plain`.';
  const names = sources.map(({ source, licence }) => `${source} (${licence})`).join(' and ');
  const taught =
    labelled === 0
      ? 'as plain talk in which nothing rings'
      : `: ${labelled} stretches whose moments were labelled, and others as plain talk in which nothing rings`;
  return `Trained also on sentences of ${names}${labelled === 0 ? ' ' : ''}${taught}. None of their text is included.`;
}

/** What it was taught and judged on, where that is little. */
const limitsOf = (language: Language): string =>
  language === 'en'
    ? 'English only.'
    : `${LANGUAGE_NAMES[language]} only. It was taught and judged on sentences written for this project, a few dozen talks by few hands, and on nothing that people really said: how good it is in a real stream is not known.`;

/** The command that makes the checkpoint from nothing; `FILE` is the reader's own copy of the plain talk named above. */
function commandOf({ manifest, config, corpus, before }: CardFacts, language: string): string {
  if (before !== undefined)
    return [
      'npm run -s momentfx -- train --from FOLDER',
      ...(corpus.plain.length === 0 ? [] : ['--plain FILE']),
      `--seed ${config.seed} --videos ${corpus.train + corpus.val + corpus.test}`,
    ].join(' ');
  // A package has the name that the reader gives it.
  const family = findFamily(manifest.encoders.text)?.name ?? 'PACKAGE';
  return [
    'npm run -s momentfx -- train',
    ...(language === 'en' ? [] : [`--language ${language}`]),
    ...(config.network.type === undefined ? [] : [`--network ${config.network.type}`]),
    ...(family === 'minilm' ? ['--tune'] : []),
    `--encoders ${family}`,
    ...(corpus.plain.length === 0 ? [] : ['--plain FILE']),
    `--seed ${config.seed} --videos ${corpus.train + corpus.val + corpus.test}`,
    `--steps ${config.msm.steps},${config.endToEnd.steps}`,
  ].join(' ');
}

/** Its sizes, as far as they are known here. */
function networkSentence(network: NetworkConfig): string {
  const count = parameterTotal(networkOf(network).parameterShapes(network)).toLocaleString('en');
  const dm = dmConfigOf(network);
  if (dm === undefined) return `${count} parameters; its sizes are in manifest.json.`;
  return `Hidden width ${dm.hidden_dim}, ${dm.head_num} heads, ${dm.encoder_layer_num} encoder and
${dm.decoder_layer_num} decoder layers, ${dm.query_num} queries: ${count}
parameters.`;
}

/** Of a checkpoint whose classifiers were fitted anew. */
const REFITTED =
  'The network was trained before, as `networkBefore` in manifest.json tells; on the data above only the classifiers of sentences by their context and of moods, and the thresholds, were fitted to it.';

/** The thresholds of recognised speech, where it has its own. */
const recognisedWords = ({ recognised }: ModelManifest): string =>
  recognised === undefined
    ? ''
    : `Recognised speech has thresholds of its own (low ${recognised.low}, normal ${recognised.normal}, high ${recognised.high}), fitted on the same
talks with the mistakes of a recogniser imitated.

`;

/** What thresholds mean where fatigue moves them. */
const fatigueWords = ({ fatigue = 0 }: ModelManifest): string =>
  fatigue === 0
    ? ''
    : `A threshold is what a moment needs where the two minutes before had ${USUAL_CUES} effects a minute, and where a show begins. For each effect a minute
more or less its odds rise or fall by a factor of ${Math.exp(fatigue).toFixed(2)} (fatigue ${fatigue}). One set by hand holds as it is.

`;

/** The model card of a checkpoint trained on generated shows, in Markdown; with figures on real talk where there are any. */
export function modelCard(facts: CardFacts): string {
  const { manifest, config, corpus, effects, seconds, assessment, talks, before } = facts;
  const { network, msm, endToEnd } = config;
  const dm = dmConfigOf(network);
  const { wholeVideo, fitted } = assessment;
  const { language = 'en' } = corpus;
  return `# ${manifest.name}

A ${dm === undefined ? `network of type ${network.type}` : 'D&M network (key moment detection and SFX matching, AAAI 2025)'} that finds the moments of a sales show that deserve
a sound effect, and chooses one.

## Network

${networkSentence(network)} Input: up to ${manifest.window} frames (one a second) and up to ${manifest.maxSubtitles} sentences.
Encoders: \`${manifest.encoders.frame}\`, \`${manifest.encoders.text}\`, \`${manifest.encoders.audio}\`; no others fit.

## Data

${language === 'en' ? 'Generated shows and talks' : `Talks in ${LANGUAGE_NAMES[language]}`} written for this project (\`models/corpus\`): ${corpus.train} for training, ${corpus.val} for
validation, ${corpus.test} for testing, ${corpus.hours.toFixed(1)} hours in all. Patterns and talks of validation and test are none of
those in training. ${language === 'en' ? 'Sentences carry the errors of speech recognition and of captions' : 'Sentences come as captions bring them, with and without marks, joined and cut'}; pictures are drawn. The library has
${effects} effects. No recording of a person is in the data. ${plainWords(corpus)}

## Recipe

Seed ${config.seed}. Pre-training by moment-SFX matching: ${msm.steps} steps of ${msm.batch} windows; end to end:
${endToEnd.steps} steps of ${endToEnd.batch} (${(endToEnd.steps * endToEnd.batch).toLocaleString('en')} windows).
AdamW, learning rate ${endToEnd.lr}, ${endToEnd.warmup} steps of warm-up, cosine; weight decay ${config.weightDecay};
scored against ${config.negatives.mode === 'library' ? 'the whole library' : `${config.negatives.count} candidates`}.
${before === undefined ? `It took ${formatDuration(seconds)}.` : REFITTED} Again:
\`${commandOf(facts, language)}\`.

## Accuracy on generated shows

Whole shows through the live pipeline with given text, threshold ${manifest.threshold} (${manifest.sensitivity === undefined ? 'fitted on the validation split' : 'that of sensitivity normal'}):

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

${talks === undefined ? '' : `${talkSection(talks)}\n`}${recognisedWords(manifest)}${fatigueWords(manifest)}## Limits

${limitsOf(language)} It follows what is said; pictures in the data are drawings, so it hardly uses them on real ones. It
knows sales shows: in other talk it should stay silent, but a sentence that sounds like a sale may still ring.
${talks === undefined ? 'It was not measured on real talk.' : talkWeaknesses(talks)}
`;
}
