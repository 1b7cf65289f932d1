/** What an output lacks of its input, one line each, by what it is for a person. */
import type { InputInfo } from '../input/info.ts';
import type { PictureView } from '../input/shape.ts';
import { showMetadata } from '../input/metadata.ts';
import type { CodecSet } from './codec-sets.ts';
import type { Container } from './containers.ts';
import { isNative } from './mux/mp4/metadata.ts';
import { dataName, languageName, nameOf } from './stream-names.ts';
import type { StreamPlan } from './stream-plan.ts';

/** The decorated sound: its channels before and after, and the codec that it is encoded to. */
export interface SoundChange {
  readonly from: number;
  readonly to: number;
  readonly codec: string;
}

/** One line for each thing of the input that `container` does not hold. */
export function leftOut(
  info: InputInfo,
  plans: readonly StreamPlan[],
  container: Container,
  sound: SoundChange,
): string[] {
  const { title } = container;
  const lost = (what: string): string => `Left out: ${what}; ${title} has no place for that.`;
  return [
    ...plans.flatMap((plan) =>
      plan.action === 'drop'
        ? `Left out: ${nameOf(plan.stream)}, stream ${plan.stream.index}; ${plan.reason}.`
        : [],
    ),
    ...(sound.to < sound.from ? [folded(sound, title)] : []),
    ...(info.video === undefined || container.soundOnly
      ? []
      : viewLost(info.video.view, container).map(lost)),
    ...(info.timecode === undefined || container.timecode ? [] : [lost(`the timecode ${info.timecode}`)]),
    ...(info.chapters.length === 0 || container.chapters !== undefined
      ? []
      : [lost(info.chapters.length === 1 ? '1 chapter' : `${info.chapters.length} chapters`)]),
    ...(info.chaptersUnread ? ['Left out: chapters, if there are any; they could not be read.'] : []),
    ...descriptionLost(info, container).map(lost),
    ...namesLost(plans, container).map(lost),
  ];
}

/** What the streams that are kept were called and marked as. */
function namesLost(plans: readonly StreamPlan[], { names, marks }: Container): string[] {
  const kept = plans.flatMap((plan) =>
    plan.action === 'drop' || plan.action === 'elsewhere' || plan.stream === undefined ? [] : plan.stream,
  );
  const titles =
    names === 'titles'
      ? []
      : kept.flatMap(({ title, cover }) => (title === undefined || cover ? [] : `“${title}”`));
  const languages =
    names === 'none'
      ? kept.flatMap(({ language }) => (language === undefined ? [] : languageName(language)))
      : [];
  const lost = new Set(kept.flatMap((stream) => stream.marks).filter((mark) => !marks.has(mark)));
  return [
    ...(titles.length === 0 ? [] : [`the titles of streams (${titles.join(', ')})`]),
    ...(languages.length === 0 ? [] : [`the languages of streams (${languages.join(', ')})`]),
    ...(lost.size === 0 ? [] : [`what streams are marked as (${[...lost].join(', ').replaceAll('_', ' ')})`]),
  ];
}

/** A live line names this many streams: a television multiplex has hundreds. */
const MOST_STREAMS = 8;

/**
 * What live outputs lack: they carry one picture and the decorated sound, said in one line; and what some of their
 * containers do not say of the picture, one line each. `recordings`: those of them that are files, which keep what describes
 * the show as well.
 */
export function leftOutLive(
  info: InputInfo,
  containers: readonly Container[],
  recordings: readonly Container[] = [],
): string[] {
  const { streams, video, audio, awaitsPicture = false } = info;
  const { chapters, timecode } = info;
  const lost = streams.filter(
    (stream) =>
      stream.index !== video?.index &&
      stream.index !== audio?.index &&
      !(awaitsPicture && stream.kind === 'video' && !stream.cover) &&
      !(stream.kind === 'data' && dataName(stream) === 'text' && chapters.length > 0),
  );
  const names = lost.slice(0, MOST_STREAMS).map((stream) => `${nameOf(stream)}, stream ${stream.index}`);
  const tracked = lost.some((stream) => dataName(stream) === 'tmcd');
  const all = [
    ...names,
    ...(lost.length > MOST_STREAMS ? [`${lost.length - MOST_STREAMS} more`] : []),
    ...(timecode === undefined || tracked ? [] : [`the timecode ${timecode}`]),
    ...(chapters.length === 0 ? [] : [chapters.length === 1 ? '1 chapter' : `${chapters.length} chapters`]),
  ];
  return [
    ...(all.length === 0
      ? []
      : [`Left out: ${all.join('; ')}. Live outputs carry one picture and one sound.`]),
    ...viewLostLive(info, containers),
    ...[...new Set(recordings)].flatMap((container) => wordsLostLive(info, container)),
  ];
}

/** A transport stream has the name of a service for a title; what MP4 has no box for is not written while live. */
function wordsLostLive({ metadata, video, audio }: InputInfo, container: Container): string[] {
  const { title, muxer, described } = container;
  const held = (key: string): boolean =>
    /^(title|service_name|icy-name)$/.test(key) ||
    (/^(mp4|mov)$/.test(muxer) ? isNative(key, muxer === 'mov') : described.has(key));
  const kept = [video, audio].flatMap((stream) =>
    stream === undefined ? [] : ({ action: 'copy', stream, codec: stream.codec } as const),
  );
  return [
    ...descriptionLost({ metadata: showMetadata(metadata) }, { described: { has: held } }),
    ...namesLost(
      kept.map((plan) => ({ ...plan, stream: { ...plan.stream, marks: [] } })),
      container,
    ),
  ].map((what) => `Left out: ${what}; ${title} has no place for that.`);
}

function viewLostLive({ video }: InputInfo, containers: readonly Container[]): string[] {
  // Segments of an HLS show are MPEG-TS for H.264 alone.
  const kept = ({ muxer, view }: Container): boolean => view || (muxer === 'hls' && video?.codec !== 'h264');
  const titles = new Set(containers.filter((one) => !kept(one)).map(({ title }) => title));
  return [...titles].flatMap((title) =>
    viewLost(video?.view, { view: false }).map(
      (what) => `Left out: ${what}; ${title} has no place for that.`,
    ),
  );
}

const folded = ({ from, to, codec }: SoundChange, title: string): string =>
  `The sound's ${from} channels are mixed down to ${to}: ${codec} in ${title} holds no more.`;

function viewLost(view: PictureView | undefined, { view: held }: Pick<Container, 'view'>): string[] {
  if (view === undefined || held) return [];
  const { shape, rotation, stereo, spherical } = view;
  return [
    ...(shape === undefined ? [] : [`the display shape ${shape}`]),
    ...(rotation === undefined ? [] : [`the rotation by ${Math.abs(rotation)}°`]),
    ...(stereo ? ['the layout of the stereo 3D picture'] : []),
    ...(spherical ? ['the 360° projection'] : []),
  ];
}

/** A line names this many keys. */
const MOST_KEYS = 6;

/** What describes the show: title, artist, place. Times of writing and names of programs are not missed. */
function descriptionLost(
  { metadata }: Pick<InputInfo, 'metadata'>,
  { described }: { readonly described: Pick<CodecSet, 'has'> },
): string[] {
  const keys = Object.keys(metadata)
    .map((key) => key.toLowerCase())
    .filter((key) => !described.has(key) && !/^(creation_time|encoder|handler|vendor)/.test(key));
  if (keys.length === 0) return [];
  const more = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : '';
  return [`the description (${keys.slice(0, MOST_KEYS).join(', ')}${more})`];
}
