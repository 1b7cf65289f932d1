/** What the demo's page shows: gathered while the session runs, written as one JSON block into the page. */
import { join } from 'node:path';
import { decodeAudioFile } from '../src/library/decode.ts';
import { readLibraryManifest } from '../src/library/index.ts';
import type { DecorateSummary, SessionEvent } from '../src/plugin/decorate/session.ts';
import { toSeconds } from '../src/streams/time.ts';
import type { Moment, Subtitle } from '../src/streams/values.ts';

/** Moments less likely than this are left out of the picture: the network answers ten a window, most of them nothing. */
const LEAST_SHOWN = 0.25;
/** Bars of the waveform; about one for each pixel column. */
const BARS = 1140;

/** Keeps the subtitles and the decided moments of a session. */
export class ShowRecord {
  readonly subtitles = new Map<string, Subtitle>();
  readonly moments: (Moment & { readonly played: boolean })[] = [];

  take(event: SessionEvent): void {
    if (event.type === 'subtitle') this.subtitles.set(event.subtitle.id, event.subtitle);
    else if (event.type === 'cue') this.moments.push({ ...event.moment, played: true });
    else if (
      event.type === 'rejected' &&
      event.reason !== 'overlaps-better' &&
      event.reason !== 'already-decided' &&
      event.moment.probability >= LEAST_SHOWN
    )
      this.moments.push({ ...event.moment, played: false });
  }
}

export interface PageFacts {
  readonly folder: string;
  /** Folder of the sound library, for the effects' names. */
  readonly library: string;
  readonly original: string;
  readonly decorated: string;
  readonly facts: string;
  readonly summary: DecorateSummary;
  readonly record: ShowRecord;
}

/** The page's HTML: `template` with the show's data in place of `__SHOW__`. */
export async function writePage(template: string, page: PageFacts): Promise<string> {
  const { summary, record } = page;
  const manifest = await readLibraryManifest(page.library);
  const names = new Map(manifest.effects.map(({ id, name }) => [id, name]));
  const { mono } = await decodeAudioFile(join(page.folder, page.decorated));
  const nameOf = (sfx: string): string => names.get(sfx) ?? sfx;
  const named = <T extends Pick<Moment, 'sfx' | 'alternatives'>>(entry: T) => ({
    ...entry,
    name: nameOf(entry.sfx),
    alternatives: entry.alternatives.map(({ sfx, score }) => ({ name: nameOf(sfx), score })),
  });
  const show = {
    facts: page.facts,
    original: page.original,
    decorated: page.decorated,
    duration: toSeconds(summary.duration),
    waveform: peaks(mono, BARS),
    subtitles: [...record.subtitles.values()].map(({ start, end, text }) => ({
      start: toSeconds(start),
      end: toSeconds(end),
      text,
    })),
    moments: record.moments.map((moment) => ({
      ...named(moment),
      start: toSeconds(moment.start),
      end: toSeconds(moment.end),
    })),
    cues: summary.cues.map((cue) => ({
      ...named(cue),
      at: toSeconds(cue.at),
      end: toSeconds(cue.end),
    })),
  };
  // `<` would let a subtitle end the script block.
  return template.replace('__SHOW__', () => JSON.stringify(show).replaceAll('<', '\\u003c'));
}

/** Largest magnitude in each of `count` equal parts of `samples`, 0…1, to two digits. */
export function peaks(samples: Float32Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const part = samples.subarray(
      Math.floor((i * samples.length) / count),
      Math.floor(((i + 1) * samples.length) / count),
    );
    return (
      Math.round(
        100 *
          Math.min(
            1,
            part.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
          ),
      ) / 100
    );
  });
}
