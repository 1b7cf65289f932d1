/** Lines of the record back to live events. */
import { MomentfxError } from '../../../../core/errors.ts';
import type { LiveEvent } from '../../events.ts';
import {
  PLAIN_TYPES,
  type HeaderLine,
  type LineOf,
  type PlainLine,
  type Reference,
  type Row,
  type ShowLine,
} from './format.ts';
import { add, micros, ZERO, type Micros } from '../../../../streams/time.ts';
import type { Alternative, Cue, PlacedMoment, Tag } from '../../../../streams/values.ts';

/** Windows that later lines may name; more than the writer's. */
const KEPT_WINDOWS = 400;
const NO_EMBEDDING = new Float32Array(0);

const isPlain = (line: ShowLine): line is PlainLine => PLAIN_TYPES.has(line.t);

interface Stamp {
  readonly ms: number;
  readonly p: Micros;
}

interface Words {
  readonly id?: string;
  readonly text: string;
}

/** Something in a line does not fit what came before it. */
export class LineError extends MomentfxError<'record-line'> {
  constructor(what: string) {
    super('record-line', what, 'Use the record as it was written.');
  }
}

/**
 * Turns checked lines, in order, into events. The same moment is the same object wherever it is named. Embeddings are
 * not in the record: a subtitle's is empty.
 */
export function showDecoder({ began }: HeaderLine) {
  const effects = new Map<number, { readonly sfx: string; readonly tag: Tag }>();
  const words = new Map<number, Words>();
  const windows = new Map<number, readonly PlacedMoment[]>();
  let last: Stamp = { ms: 0, p: ZERO };

  const effectOf = (n: number): { readonly sfx: string; readonly tag: Tag } =>
    effects.get(n) ?? missing(`names effect ${n}, which no line before it has`);
  const wordsOf = (n: number): Words =>
    words.get(n) ?? missing(`names words ${n}, which no line before it has`);

  const momentOf = (row: Row, window: number, from: Micros): PlacedMoment => {
    const [offset, length, effect, probability, runnersUp, said] = row;
    const start = add(from, offset);
    const moment: PlacedMoment = {
      start,
      end: add(start, length),
      ...effectOf(effect),
      probability,
      alternatives: alternativesOf(runnersUp),
      window,
    };
    if (said === undefined) return moment;
    const { id, text } = wordsOf(said);
    return { ...moment, subtitle: text, ...(id === undefined ? {} : { subtitleId: id }) };
  };

  const alternativesOf = (flat: readonly number[]): Alternative[] => {
    const alternatives: Alternative[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2)
      alternatives.push({ ...effectOf(flat[i] ?? -1), score: (flat[i + 1] ?? 0) / 1e4 });
    return alternatives;
  };

  const referred = (reference: Reference): PlacedMoment => {
    if (!Array.isArray(reference)) return momentOf(reference.row, reference.window, ZERO);
    const [window, row] = reference;
    return (
      windows.get(window)?.[row] ??
      missing(`names moment ${row} of window ${window}, which no line before it has`)
    );
  };

  const referredAll = (of: LineOf<'rejected'>['of']): PlacedMoment[] => {
    const moments: PlacedMoment[] = [];
    let window: number | undefined;
    for (const part of of) {
      if (typeof part === 'object') moments.push(referred(part));
      else if (window === undefined) window = part;
      else {
        moments.push(referred([window, part]));
        window = undefined;
      }
    }
    return moments;
  };

  const stamp = ({ ms = last.ms, p = last.p }: Partial<Stamp>) => {
    last = { ms, p };
    return { wall: began + ms, playhead: p };
  };

  const window = (line: LineOf<'window'>): LiveEvent => {
    const { i: index, at: start, len, horizon, took, rows } = line;
    const stamps = stamp(line);
    const arrived = line.arrived === undefined ? stamps.playhead : line.arrived;
    const end = add(start, len);
    const moments = rows.map((row) => momentOf(row, index, start));
    const said = line.words.map(wordsOf).map(({ id = '', text }) => ({ id, text }));
    windows.set(index, moments);
    const [oldest] = windows.keys();
    if (windows.size > KEPT_WINDOWS && oldest !== undefined) windows.delete(oldest);
    return {
      type: 'window',
      ...stamps,
      window: {
        index,
        start,
        end,
        subtitles: said.map(({ id }) => id),
        moments,
        horizon: micros(start + horizon),
        tookMs: took,
        ...(line.heard === undefined ? { heard: { start, end, sentences: said } } : {}),
        ...(arrived === null ? {} : { arrived }),
      },
    };
  };

  const cue = (line: LineOf<'cue'>): LiveEvent => {
    const { id, at, end, score, margin } = line;
    const moment = referred(line.moment);
    const { sfx, tag } = line.effect === undefined ? moment : effectOf(line.effect);
    const { subtitle, subtitleId, alternatives } = moment;
    const cue: Cue = {
      id,
      at,
      end,
      sfx,
      tag,
      score,
      ...(subtitle === undefined ? {} : { subtitle }),
      ...(subtitleId === undefined ? {} : { subtitleId }),
      alternatives,
    };
    return { type: 'cue', ...stamp(line), cue, moment, ...(margin === undefined ? {} : { margin }) };
  };

  const subtitle = (line: LineOf<'subtitle'>): LiveEvent => {
    const { id = '', text } = wordsOf(line.words);
    const { at: start, len, final } = line;
    const subtitle = { id, start, end: add(start, len), text, embedding: NO_EMBEDDING, final };
    return { type: 'subtitle', ...stamp(line), subtitle };
  };

  /** @throws LineError */
  return (line: ShowLine): readonly LiveEvent[] => {
    if (isPlain(line)) {
      const { t: type, ms: _ms, p: _p, ...facts } = line;
      return [{ type, ...stamp(line), ...facts } as LiveEvent];
    }
    switch (line.t) {
      case 'effect':
        effects.set(line.n, { sfx: line.sfx, tag: line.tag });
        return [];
      case 'words':
        words.set(line.n, line.id === undefined ? { text: line.text } : { id: line.id, text: line.text });
        return [];
      case 'lost':
        return [];
      case 'window':
        return [window(line)];
      case 'cue':
        return [cue(line)];
      case 'subtitle':
        return [subtitle(line)];
      case 'command': {
        const { command, moment } = line;
        const about = moment === undefined ? {} : { moment: referred(moment) };
        return [{ type: 'command', ...stamp(line), command, ...about }];
      }
      case 'rejected':
        return referredAll(line.of).map((moment) => ({
          type: line.t,
          ...stamp(line),
          moment,
          reason: line.reason,
        }));
      case 'suppressed':
        return referredAll(line.of).map((moment) => ({
          type: line.t,
          ...stamp(line),
          moment,
          reason: line.reason,
        }));
    }
  };
}

function missing(what: string): never {
  throw new LineError(what);
}
