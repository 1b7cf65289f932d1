/** What a file says of itself and its streams, as its muxer takes it. */
import { Dictionary } from 'node-av/lib';
import type { ShowWords } from '../sink.ts';

/** QuickTime knows some languages by their bibliographic codes alone, and FFmpeg's muxer drops the others. */
export function forMuxer(
  words: Readonly<Record<string, string>>,
  muxer: string,
): Readonly<Record<string, string>> {
  const { language } = words;
  const other = language === undefined || muxer !== 'mov' ? undefined : QUICKTIME_LANGUAGES[language];
  return other === undefined ? words : { ...words, language: other };
}

/** By ISO 639-2's codes of the languages' own names. */
const QUICKTIME_LANGUAGES: Readonly<Record<string, string>> = {
  ...{ deu: 'ger', fre: 'fra', nld: 'dut', swe: 'sve', ell: 'gre', isl: 'ice', zho: 'chi', sqi: 'alb' },
  ...{ rum: 'ron', cze: 'ces', slo: 'slk', mkd: 'mac', hye: 'arm', kat: 'geo', bod: 'tib', mya: 'bur' },
  ...{ msa: 'may', cym: 'wel', eus: 'baq' },
};

/** Gives a file or a stream its words. */
export function setMetadata(
  owner: { metadata: Dictionary | null },
  values: Readonly<Record<string, string>>,
): void {
  if (Object.keys(values).length > 0) owner.metadata = Dictionary.fromObject({ ...values });
}

/** A transport stream has a service, every other file a title: where one of them is missing, the other stands for it. */
export function showWords(words: ShowWords['show'], muxer: string): Record<string, string> {
  const { title, service_name: service, 'icy-name': station, ...more } = words;
  const name = title ?? service ?? station;
  if (name === undefined) return more;
  return muxer === 'mpegts' ? { ...more, service_name: service ?? name } : { ...more, title: name };
}
