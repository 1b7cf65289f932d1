/** Whether what came out of a recording is what went in, and whether what is not was said. */
import type { Content, Measured } from './field-measure.ts';
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

/** Damaged clips are 6 s long: a longer hole between two pictures is a stamp that damage brought. */
const MOST_HOLE_MS = 3_000;
/** A damaged header of a cluster may bring some pictures together. */
const MOST_CRAMMED = 3;

/** Lines that tell of damage: how much was skipped, and while live what was done about it. */
const DAMAGE = /\bdamaged packets were skipped\b|sound missing, silence put in|\bset straight\b/;
/** Sound before the first picture of a live show. */
const EARLY_SOUND = /Left out: the first ([\d.]+) s of sound\b/;
const isSound = ({ codec_type }: Measured['streams'][number]): boolean => codec_type === 'audio';

type Lose = (what: string, said: RegExp) => void;

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
    lose(`out of sync by ${sync.toFixed(1)} ms`, NOTHING);
  const silent = before.beeps.length - after.beeps.length;
  if (silent !== 0 && before.streams.some(isSound)) {
    // As many seconds, and beeps, as the line says.
    const early = live && silent <= Number(EARLY_SOUND.exec(words)?.[1] ?? 0) + 0.5;
    const said = row.damaged === undefined ? (early ? EARLY_SOUND : NOTHING) : DAMAGE;
    lose(`${after.beeps.length} of ${before.beeps.length} beeps`, said);
  }
  compareStreams(before, after, lose);
  compareOthers(row, before, after, live, lose);
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
  if (missing !== 0) lose(`${missing} pictures missing`, damaged ? DAMAGE : NOTHING);
  if (damaged) compareSteps(before, after, lose);
  if (damaged || missing !== 0) return;
  const other = before.pictures.filter(({ hash }, i) => hash !== after.pictures[i]?.hash).length;
  if (other > 0) lose(`${other} pictures differ`, NOTHING);
  const shift = (measured: Measured, i: number): number =>
    (measured.pictures[i]?.at ?? 0) - (measured.pictures[0]?.at ?? 0);
  const worst = Math.max(
    0,
    ...before.pictures.map((_, i) => Math.abs(shift(before, i) - shift(after, i)) * 1000),
  );
  if (worst > STEP_MS)
    lose(`a picture moved by ${worst.toFixed(1)} ms`, live ? /input time stamps set straight/ : NOTHING);
}

/** However many pictures damage took, those that are left are neither far away nor crammed together. */
function compareSteps(before: Measured, after: Measured, lose: Lose): void {
  const [was, is] = [before, after].map(({ pictures }) =>
    pictures.slice(1).map(({ at }, i) => 1000 * (at - (pictures[i]?.at ?? at))),
  );
  const longest = Math.max(0, ...(is ?? []));
  if (longest > MOST_HOLE_MS) lose(`a hole of ${(longest / 1000).toFixed(1)} s in the pictures`, NOTHING);
  const crammed = (is ?? []).filter((step) => step < middle(was ?? []) / 4).length;
  if (crammed > MOST_CRAMMED) lose(`${crammed} pictures crammed together`, NOTHING);
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

/** The lines that name what is left out, by the kind of stream: src/media/output/left-out.ts says them. */
const SAID: Readonly<Record<string, RegExp>> = {
  audio: /Left out: .*\bsound \(\w+\)/,
  video: /Left out: .*\bpicture \(\w+\)/,
  subtitle: /Left out: .*\b(subtitles|teletext|closed captions)\b/,
  data: /Left out: .*\b(the timecode|camera timecode|text track|data of an unknown kind)\b/,
  attachment: /Left out: .*\battached (file|font)\b/,
};
const MIXED_DOWN = /The sound's \d+ channels are mixed down to \d+: /;
/** What no line may excuse. */
const NOTHING = /(?!)/;

const of = ({ streams }: Measured, kind: string): Measured['streams'] =>
  streams.filter(({ codec_type }) => codec_type === kind);

function compareStreams(before: Measured, after: Measured, lose: Lose): void {
  for (const [kind, said] of Object.entries(SAID)) {
    // A chapter track of mp4 shows as data and is written anew.
    if (kind === 'data' && before.chapters > 0) continue;
    const gone = of(before, kind).length - of(after, kind).length;
    if (gone > 0) lose(`${gone} ${kind} left out`, said);
  }
  if (before.chapters !== after.chapters)
    lose(`${after.chapters} of ${before.chapters} chapters`, /Left out: .*\bchapters?\b/);
  if (before.title !== after.title)
    lose(`title ${after.title ?? 'gone'}`, /Left out: the description \(.*\btitle\b/);
  const [many = 0, few = 0] = [before, after].map((one) => of(one, 'audio')[0]?.channels ?? 0);
  if (few < many) lose(`${few} of ${many} channels`, MIXED_DOWN);
  const [was, is] = [of(before, 'video')[0], of(after, 'video')[0]];
  if (was === undefined || is === undefined) return;
  const shape = (stream: typeof was): string => stream.display_aspect_ratio ?? '';
  if (shape(was) !== '' && shape(was) !== shape(is))
    lose(`shape ${shape(was)} is ${shape(is)}`, /Left out: the display shape/);
  const turned = (stream: typeof was): number =>
    stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  if (turned(was) !== turned(is))
    lose(`rotation ${turned(was)} is ${turned(is)}`, /Left out: the rotation by/);
}

/** Streams beside the pictures and the decorated sound: kept, they hold what they held, when they held it. */
function compareOthers(row: FieldRow, before: Measured, after: Measured, live: boolean, lose: Lose): void {
  if (live || row.damaged !== undefined) return;
  for (const kind of Object.keys(SAID)) {
    if (kind === 'data' && before.chapters > 0) continue;
    const skipped = kind === 'audio' || kind === 'video' ? 1 : 0;
    const [own, came] = [of(before, kind).slice(skipped), of(after, kind).slice(skipped)];
    // Which of several is left out is for the line to say.
    if (own.length !== came.length) continue;
    for (const [i, was] of own.entries()) {
      const is = came[i];
      if (is === undefined) continue;
      const name = `${kind} ${i + skipped}`;
      if (was.extradata_hash !== is.extradata_hash && kind === 'attachment')
        lose(`${name} is another file`, NOTHING);
      const [all, found] = [relative(before, was.index), relative(after, is.index)];
      if (all.length !== found.length) lose(`${found.length} of ${all.length} packets of ${name}`, NOTHING);
      // Another container frames the same codec in other ways.
      const alike = was.codec_name === is.codec_name && row.ext === row.to;
      const other = all.filter(({ hash }, at) => hash !== found[at]?.hash).length;
      if (alike && other > 0) lose(`${other} packets of ${name} differ`, NOTHING);
      const moved = Math.max(0, ...all.map(({ at }, k) => 1000 * Math.abs(at - (found[k]?.at ?? at))));
      if (moved > STEP_MS) lose(`${name} moved by ${moved.toFixed(1)} ms`, NOTHING);
    }
  }
}

/** What a stream holds, with times counted from the first picture. */
function relative({ contents, pictures }: Measured, index: number): Content[] {
  const zero = pictures[0]?.at ?? 0;
  return (contents.get(index) ?? []).map(({ hash, at }) => ({ hash, at: at - zero }));
}
