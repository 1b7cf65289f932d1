/** Whether what came out of a recording is what went in, and whether what is not was said. */
import type { Measured } from './field-measure.ts';
import type { FieldRow } from './field-rows.ts';

export interface Verdict {
  /** `said`: something is not as it was, and a line told so. */
  readonly state: 'ok' | 'said' | 'refused' | 'WRONG';
  readonly facts: string;
}

/** Milliseconds by which beeps may move against flashes: a container counts in 1 or 23 ms, re-encoding blurs. */
const SYNC_MS = 5;
const LIVE_SYNC_MS = 8;
/** Milliseconds by which a picture may move against the first one: Matroska and FLV count whole ones. */
const STEP_MS = 1.6;

/** What is said of damaged packets. */
const DAMAGE = /damaged|skipped|broken/i;
const isSound = ({ codec_type }: Measured['streams'][number]): boolean => codec_type === 'audio';

interface Loss {
  readonly what: string;
  /** Words of which one must be said. */
  readonly said: RegExp;
}

export function judge(
  row: FieldRow,
  before: Measured,
  after: Measured,
  words: string,
  live: boolean,
): Verdict {
  const facts = [picturesOf(before, after)];
  const losses: Loss[] = [];
  const lose = (what: string, said: RegExp): void => void losses.push({ what, said });
  comparePictures(row, before, after, live, lose);
  const sync = shiftOf(before, after, row.damaged !== undefined);
  facts.push(sync === undefined ? 'no sync to see' : `sync ${sync.toFixed(1)} ms`);
  if (sync !== undefined && Math.abs(sync) > (live ? LIVE_SYNC_MS : SYNC_MS))
    lose(`out of sync by ${sync.toFixed(1)} ms`, /^$/);
  if (before.beeps.length !== after.beeps.length && before.streams.some(isSound))
    lose(`${after.beeps.length} of ${before.beeps.length} beeps`, row.damaged === undefined ? /^$/ : DAMAGE);
  compareStreams(before, after, live, lose);
  const unsaid = losses.filter(({ said }) => !said.test(words));
  const lost = losses.map(({ what }) => what);
  if (unsaid.length > 0)
    return {
      state: 'WRONG',
      facts: `${facts.join(', ')}; NOT SAID: ${unsaid.map(({ what }) => what).join('; ')}`,
    };
  return { state: losses.length === 0 ? 'ok' : 'said', facts: [...facts, ...lost].join(', ') };
}

function picturesOf(before: Measured, after: Measured): string {
  if (before.pictures.length === 0) return 'no pictures';
  const same =
    before.packets.length === after.packets.length &&
    before.packets.every((hash, i) => hash === after.packets[i]);
  if (same) return `${after.packets.length} packets identical`;
  return `${after.pictures.length} of ${before.pictures.length} pictures decode`;
}

function comparePictures(
  row: FieldRow,
  before: Measured,
  after: Measured,
  live: boolean,
  lose: (what: string, said: RegExp) => void,
): void {
  const damaged = row.damaged !== undefined;
  const missing = before.pictures.length - after.pictures.length;
  // A damaged picture may be left out where the line says that damaged packets were.
  if (missing !== 0) lose(`${missing} pictures missing`, damaged ? DAMAGE : /^$/);
  if (damaged || missing !== 0) return;
  const other = before.pictures.filter(({ hash }, i) => hash !== after.pictures[i]?.hash).length;
  if (other > 0) lose(`${other} pictures differ`, /^$/);
  const shift = (measured: Measured, i: number): number =>
    (measured.pictures[i]?.at ?? 0) - (measured.pictures[0]?.at ?? 0);
  const worst = Math.max(
    0,
    ...before.pictures.map((_, i) => Math.abs(shift(before, i) - shift(after, i)) * 1000),
  );
  if (worst > STEP_MS) lose(`a picture moved by ${worst.toFixed(1)} ms`, live ? /time stamps/i : /^$/);
}

/**
 * How far the beeps moved against the flashes (ms), at the worst; where sound was damaged, in the middle, since a beep that
 * was hit lies anywhere. Both come each whole second, so only the part of a second tells; without pictures the first beep does.
 */
function shiftOf(before: Measured, after: Measured, damaged: boolean): number | undefined {
  const offsets = ({ beeps, flashes }: Measured): number[] => {
    const from = flashes[0] ?? beeps[0] ?? 0;
    return beeps.map((beep) => phase(beep - from));
  };
  const [was, is] = [offsets(before), offsets(after)];
  if (was.length === 0 || is.length === 0) return undefined;
  const usual = middle(was);
  const moved = is.map((offset) => phase(offset - usual)).sort((a, b) => Math.abs(b) - Math.abs(a));
  return 1000 * (damaged ? middle(moved) : (moved[0] ?? 0));
}

/** Seconds, from −0.5 to 0.5. */
const phase = (seconds: number): number => seconds - Math.round(seconds);
const middle = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

const SAID: Readonly<Record<string, RegExp>> = {
  audio: /sound|audio|stream/i,
  video: /picture|video|stream/i,
  subtitle: /subtitle|caption|stream/i,
  data: /data|timecode|stream/i,
  attachment: /attach|stream|font/i,
};

function compareStreams(
  before: Measured,
  after: Measured,
  live: boolean,
  lose: (what: string, said: RegExp) => void,
): void {
  for (const [kind, said] of Object.entries(SAID)) {
    const count = (measured: Measured): number =>
      measured.streams.filter(({ codec_type }) => codec_type === kind).length;
    // A chapter track of mp4 shows as data and is written anew.
    const gone = count(before) - count(after) - (kind === 'data' && before.chapters > 0 ? 1 : 0);
    if (gone > 0 && !(kind === 'data' && before.chapters > 0)) lose(`${gone} ${kind} left out`, said);
  }
  if (before.chapters !== after.chapters)
    lose(`${after.chapters} of ${before.chapters} chapters`, /chapter/i);
  if (before.title !== after.title && !live) lose(`title ${after.title ?? 'gone'}`, /title|tag/i);
  const video = (measured: Measured) => measured.streams.find(({ codec_type }) => codec_type === 'video');
  const [was, is] = [video(before), video(after)];
  if (was === undefined || is === undefined) return;
  const shape = (stream: typeof was): string => stream.display_aspect_ratio ?? '';
  if (shape(was) !== '' && shape(was) !== shape(is))
    lose(`shape ${shape(was)} is ${shape(is)}`, /shape|aspect/i);
  const turned = (stream: typeof was): number =>
    stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  if (turned(was) !== turned(is)) lose(`rotation ${turned(was)} is ${turned(is)}`, /rotat|turn/i);
}
