/** How the program comes to the words of a video: from captions of one style or another, or by recognising speech. */
import { RollingLines } from '../../src/streams/words/rolling.ts';
import { fromSeconds, toSeconds } from '../../src/streams/time.ts';
import { tidyCaptions } from '../../src/streams/words/tidy.ts';
import type { Random } from '../training/random.ts';
import { listeningOf } from './asr-noise.ts';
import { CAPTION_STYLES, captionsOf } from './captions.ts';
import { ZH_STYLES, zhCaptionsOf } from './captions-zh.ts';
import type { ZhStyle } from './captions-zh.ts';
import type { Origin } from './genres.ts';
import { saidWords } from './talks/forms.ts';
import type { Language } from './talks/reader.ts';
import { hear } from './timing.ts';
import type { Delivery, Heard } from './timing.ts';

/**
 * How words in English are heard.
 * @internal Tests check the shares.
 */
export const HEARINGS = ['speech', ...CAPTION_STYLES] as const;
/** How words in any language are heard. */
export const ALL_HEARINGS = [...HEARINGS, 'unmarked'] as const;
/** One of `ALL_HEARINGS`. */
export type Hearing = (typeof ALL_HEARINGS)[number];

type HearingShares = Readonly<Record<(typeof HEARINGS)[number], number>>;

/** Recordings of talk mostly bring captions, in every shape; a show's words mostly come from the recogniser. */
const TALK_SHARES: HearingShares = {
  speech: 0.27,
  sentences: 0.28,
  cut: 0.1,
  blocks: 0.1,
  raw: 0.15,
  capitals: 0.1,
};
const SHARES: Readonly<Record<Origin, HearingShares>> = {
  grammar: { speech: 0.7, sentences: 0.1, cut: 0.05, blocks: 0.05, raw: 0.05, capitals: 0.05 },
  talks: TALK_SHARES,
  plain: TALK_SHARES,
  real: TALK_SHARES,
};

/** In Chinese: recognisers write no marks, and what they mishear is not imitated. */
const ZH_SHARES: Readonly<Record<ZhStyle, number>> = {
  sentences: 0.35,
  unmarked: 0.3,
  blocks: 0.15,
  cut: 0.2,
};

/** Draws how the words of a video are heard. */
export function drawHearing(origin: Origin, random: Random, language: Language = 'en'): Hearing {
  if (language === 'zh') {
    const [style] = random.weighted(
      ZH_STYLES.map((own) => ZH_SHARES[own]),
      1,
    );
    return ZH_STYLES[style!]!;
  }
  const [at] = random.weighted(
    HEARINGS.map((hearing) => SHARES[origin][hearing]),
    1,
  );
  return HEARINGS[at!]!;
}

/** The sentences that the network gets to see, in order. */
export function wordsHeard(
  delivery: Delivery<Heard>,
  hearing: Hearing,
  random: Random,
  language: Language = 'en',
): readonly Heard[] {
  const { spoken, duration } = delivery;
  if (language === 'zh' || hearing === 'unmarked') {
    const style = ZH_STYLES.find((own) => own === hearing) ?? 'sentences';
    return tidy(zhCaptionsOf(spoken, duration, style, random));
  }
  if (hearing !== 'speech') return tidy(onceEach(captionsOf(spoken, duration, hearing, random)));
  const said = tidy(spoken.map((line) => ({ ...line, text: saidWords(line.text) })));
  return hear({ spoken: said, duration }, listeningOf(random), random);
}

/** As the program takes words that a caption shows again for those of the one before. */
function onceEach(captions: readonly Heard[]): Heard[] {
  const rolling = new RollingLines();
  return captions.flatMap(({ text, start, end }, at) => {
    const [fresh] = rolling.fresh(String(at), [text], fromSeconds(start), fromSeconds(end));
    return fresh === undefined ? [] : [{ text: fresh, start, end }];
  });
}

/**
 * As the program tidies captions. It parts recognised speech much alike: at pauses where a sentence is long, and short
 * sentences stay together.
 */
const tidy = (texts: readonly Heard[]): Heard[] =>
  tidyCaptions(
    texts.map(({ text, start, end }) => ({ text, start: fromSeconds(start), end: fromSeconds(end) })),
  ).map(({ text, start, end }) => ({ text, start: toSeconds(start), end: toSeconds(end) }));
