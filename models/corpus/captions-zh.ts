/** Captions of a talk in Chinese, which writes no spaces between words, as files bring them before the program tidies them. */
import { joinText } from '../../src/streams/words/count.ts';
import type { Random } from '../training/random.ts';
import { onScreen } from './captions.ts';
import { saidWords, withoutMarks } from './talks/forms.ts';
import type { Heard } from './timing.ts';

/** One a sentence; the same without marks, as recognisers write; two sentences in one; cut in the middle. */
export const ZH_STYLES = ['sentences', 'unmarked', 'blocks', 'cut'] as const;
/** One of `ZH_STYLES`. */
export type ZhStyle = (typeof ZH_STYLES)[number];

/** Share of captions of the style `blocks` that hold two sentences, and of those of `cut` that are cut. */
const BLOCKS = 0.4;
const CUTS = 0.5;
/** Fewer letters than this are not cut: each part would be shorter than a caption is. */
const LEAST_CUT = 12;
/** A comma so near to the middle, in shares of the text, is where a caption is cut. */
const NEAR = 0.25;

/** The captions of what is spoken: in order, without overlap; none for words that consist of marks. */
export function zhCaptionsOf(
  spoken: readonly Heard[],
  duration: number,
  style: ZhStyle,
  random: Random,
): readonly Heard[] {
  const captions = onScreen(spoken, duration, random);
  switch (style) {
    case 'sentences':
      return captions;
    case 'unmarked':
      return captions
        .map((caption) => ({ ...caption, text: withoutMarks(saidWords(caption.text)) }))
        .filter(({ text }) => text !== '');
    case 'blocks':
      return inPairs(captions, random);
    case 'cut':
      return captions.flatMap((caption) => (random.next() < CUTS ? halves(caption) : [caption]));
  }
}

/** Now and then two captions in one. */
function inPairs(captions: readonly Heard[], random: Random): Heard[] {
  const grouped: Heard[] = [];
  for (const caption of captions) {
    const before = grouped.at(-1);
    if (before !== undefined && random.next() < BLOCKS)
      grouped[grouped.length - 1] = {
        text: joinText(before.text, caption.text),
        start: before.start,
        end: caption.end,
      };
    else grouped.push(caption);
  }
  return grouped;
}

const CENTI = 100;

/** Both parts of a caption, each with its share of the time; behind a comma if one is near the middle. */
function halves(caption: Heard): Heard[] {
  const { text, start, end } = caption;
  if (text.length < LEAST_CUT) return [caption];
  const middle = text.length / 2;
  const commas = [...text.matchAll(/[，、；：]/g)].map(({ index }) => index + 1);
  const [comma = 0] = commas.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const place = Math.abs(comma - middle) <= NEAR * text.length ? comma : Math.floor(middle);
  const border = Math.round(CENTI * (start + ((end - start) * place) / text.length)) / CENTI;
  return [
    { text: text.slice(0, place), start, end: border },
    { text: text.slice(place), start: border, end },
  ];
}
