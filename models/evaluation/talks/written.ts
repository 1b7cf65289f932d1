/** The project's own talks and plain talk as talks that can be shown to the network, captioned or recognised, for fitting thresholds. */
import { kindOf } from '../../corpus/grammar/types.ts';
import type { Split } from '../../corpus/grammar/split.ts';
import { wordsHeard } from '../../corpus/hearing.ts';
import { saidWords } from '../../corpus/talks/forms.ts';
import type { PlainTalk } from '../../corpus/talks/plain.ts';
import type { Language, Talk as CorpusTalk } from '../../corpus/talks/reader.ts';
import { writtenSplits } from '../../corpus/talks/split.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import type { Random } from '../../training/random.ts';
import { plainTalk } from './plain.ts';
import { captionsOf, KINDS, type Kind, type Talk, type TalkSentence } from './talk.ts';

const isKind = (kind: string | null): kind is Kind => KINDS.some((known) => known === kind);

/** The written talks of a split, said as `saidEvenly` has it. */
export const writtenTalks = (language: Language, split: Split): Talk[] =>
  saidEvenly(writtenSplits(language)[split]);

/** Talks of the corpus said at an even pace, captioned sentence by sentence. */
export function saidEvenly(talks: readonly CorpusTalk[]): Talk[] {
  return talks.map(({ name, genre, mood, lines }) => {
    const said = plainTalk(
      name,
      lines.map(({ text }) => saidWords(text) || text),
    );
    const sentences = said.sentences.map((sentence, at): TalkSentence => {
      const { act, text } = lines[at]!;
      const kind = act === 'taste' ? null : kindOf(act);
      const timed = { ...sentence, text, kind: isKind(kind) ? kind : null };
      return act === 'taste' ? { ...timed, maybe: true } : timed;
    });
    return { id: name, genre, mood, duration: said.duration, sentences, captions: captionsOf(sentences) };
  });
}

/** The talk with what a recogniser of a random quality makes of it instead of its captions. */
export function recognised(talk: Talk, random: Random): Talk {
  const heard = wordsHeard({ spoken: talk.sentences, duration: talk.duration }, 'speech', random);
  const captions = heard.map(({ text, start, end }) => ({
    text,
    start: fromSeconds(start),
    end: fromSeconds(end),
  }));
  return { ...talk, captions };
}

/** Stretches of plain talk of a split, at least `minutes` long together. */
export function plainStretches(plain: PlainTalk, split: Split, minutes: number, random: Random): Talk[] {
  const talks: Talk[] = [];
  for (let seconds = 0; seconds < 60 * minutes; seconds += talks.at(-1)!.duration)
    talks.push(plainTalk(`q-plain-${talks.length}`, plain.draw(split, random)));
  return talks;
}
