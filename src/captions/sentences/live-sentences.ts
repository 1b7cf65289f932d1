/** The sentences of captions that arrive one by one, and what of them is news. */
import { micros, type Micros } from '../../streams/time.ts';
import type { TimedText } from '../../streams/values.ts';
import { cleanWords } from '../../streams/words/clean.ts';
import { cutLong } from '../../streams/words/cut.ts';
import { joinSentences, type Sentence } from '../../streams/words/join.ts';
import { mediaTime, wallTime, type CaptionEvent, type CaptionTime, type CaptionWords } from '../source.ts';

/** A caption as it came last; times in µs of its own clock. */
interface Part extends TimedText {
  readonly id: string;
  readonly clock: CaptionTime['clock'];
  readonly final: boolean;
  /** The sentence that it was told in. */
  readonly home?: string;
  /** Nothing that follows is joined to it any more. */
  readonly closed: boolean;
}

/**
 * Holds the captions of the last sentences, tidies them anew whenever one comes, goes or changes, and tells what that
 * changed. So the last word on them is what `tidyCaptions` makes of the same captions, however they came.
 */
export class LiveSentences {
  readonly #most: number;
  /** In order of start. */
  #parts: Part[] = [];
  #told = new Map<string, Told>();

  /** `most`: captions that late revisions can still reach. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Takes a caption, or the revision of one by its id; empty text withdraws it. Gives the sentences that are new or
   * changed.
   */
  take(caption: CaptionWords): CaptionEvent[] {
    const text = cleanWords(caption.text);
    const before = this.#remove(caption.id);
    if (text === '') return before ? this.#retell() : [];
    const { id, final, start, end } = caption;
    const home = before?.home === undefined ? {} : { home: before.home };
    const closed = before?.closed ?? false;
    this.#insert({
      id,
      text,
      final,
      clock: start.clock,
      start: inMicros(start),
      end: inMicros(end),
      ...home,
      closed,
    });
    return this.#retell();
  }

  /** Takes a caption back, as if it had never been told; gives the sentences that change by that. */
  withdraw(id: string): CaptionEvent[] {
    return this.#remove(id) ? this.#retell() : [];
  }

  /** The sentence that waits for a continuation waits no longer. */
  settle(): CaptionEvent[] {
    const last = this.#parts.pop();
    if (last === undefined) return [];
    this.#parts.push({ ...last, closed: true });
    return this.#retell();
  }

  #remove(id: string): Part | undefined {
    const index = this.#parts.findIndex((part) => part.id === id);
    return index < 0 ? undefined : this.#parts.splice(index, 1)[0];
  }

  #insert(part: Part): void {
    const follows = (other: Part): boolean =>
      other.clock === part.clock && (other.start - part.start || other.end - part.end) > 0;
    let place = this.#parts.length;
    for (let before = this.#parts[place - 1]; before && follows(before); before = this.#parts[place - 1])
      place -= 1;
    this.#parts.splice(place, 0, part);
  }

  #retell(): CaptionEvent[] {
    const sentences = runsOf(this.#parts).flatMap(finishedOf);
    const now = new Map<string, Told>();
    this.#parts = sentences.flatMap(({ parts, ...sentence }) => {
      const { id: own = '', home = own } = parts[0] ?? {};
      // An earlier sentence may have kept the name when this one left it.
      const id = unusedId(now.has(home) ? own : home, now);
      for (const [index, part] of cutLong(sentence).entries()) {
        const told = unusedId(index === 0 ? id : `${id}/${index + 1}`, now);
        const caption = captionOf(told, part, parts, sentence.final);
        const before = this.#told.get(told)?.caption;
        now.set(told, { home: id, caption: isSame(caption, before) ? before : caption });
      }
      return parts.map((part) => ({ ...part, home: id }));
    });
    const gone = [...this.#told.keys()].filter((id) => !now.has(id));
    const news = [...now].filter(([id, { caption }]) => caption !== this.#told.get(id)?.caption);
    this.#told = now;
    this.#forget(sentences);
    return [
      ...gone.map((id): CaptionEvent => ({ type: 'withdrawn', id })),
      ...news.map(([, { caption }]) => caption),
    ];
  }

  /** Lets go of the oldest sentences, as they were told. */
  #forget(sentences: readonly Finished[]): void {
    let excess = this.#parts.length - this.#most;
    for (const { parts } of sentences.slice(0, -1)) {
      if (excess <= 0) return;
      const [first] = this.#parts.splice(0, parts.length);
      for (const [id, { home }] of this.#told) if (home === first?.home) this.#told.delete(id);
      excess -= parts.length;
    }
    // A line that a rolling caption shows again and again: only its first and its newest times matter.
    if (excess > 0) this.#parts.splice(1, excess);
  }
}

interface Told {
  readonly home: string;
  readonly caption: CaptionWords;
}

/** Captions between which nothing can be joined; the last ones are not `over`: more may follow. */
function runsOf(parts: readonly Part[]): { readonly parts: Part[]; over: boolean }[] {
  const runs: { parts: Part[]; over: boolean }[] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    const apart = run === undefined || run.over || run.parts[0]?.clock !== part.clock;
    if (run && apart) run.over = true;
    if (apart) runs.push({ parts: [part], over: part.closed });
    else {
      run.parts.push(part);
      run.over = part.closed;
    }
  }
  return runs;
}

interface Finished extends Sentence<Part> {
  /** Neither its captions nor those behind it can change it. */
  readonly final: boolean;
}

function finishedOf({ parts, over }: ReturnType<typeof runsOf>[number]): Finished[] {
  const isSteady = (sentence: Sentence<Part>) => sentence.parts.every(({ final }) => final);
  return joinSentences(parts, over).map((sentence, index, all) => ({
    ...sentence,
    // A caption that still grows may yet turn out to belong to the sentence before, and that one's first words to the one
    // before it.
    final: sentence.settled && all.slice(index, over ? index + 1 : index + 3).every(isSteady),
  }));
}

function unusedId(wanted: string, used: ReadonlyMap<string, unknown>): string {
  let id = wanted;
  while (used.has(id)) id += '+';
  return id;
}

function captionOf(
  id: string,
  { start, end, text }: TimedText,
  parts: readonly Part[],
  final: boolean,
): CaptionWords {
  const onClock = (time: Micros): CaptionTime =>
    parts[0]?.clock === 'wall' ? wallTime(time / 1_000) : mediaTime(time);
  return { type: 'caption', id, start: onClock(start), end: onClock(end), text, final };
}

const inMicros = ({ clock, at }: CaptionTime): Micros =>
  clock === 'media' ? at : micros(Math.round(at * 1_000));

/** What was final stays so, also when what stood behind it has gone. */
const isSame = (a: CaptionWords, b: CaptionWords | undefined): b is CaptionWords =>
  b !== undefined &&
  a.text === b.text &&
  (a.final === b.final || b.final) &&
  a.start.at === b.start.at &&
  a.end.at === b.end.at;
