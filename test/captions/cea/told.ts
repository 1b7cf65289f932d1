/** What captions in a video's pictures tell, in short. */
import type { VideoCaptions } from '../../../src/captions/cea/video.ts';
import type { CaptionEvent } from '../../../src/captions/source.ts';

/** `id [start–end] text`, with `…` behind what is not final. */
export function show(event: CaptionEvent): string {
  if (event.type === 'fault') return `! ${event.message}`;
  if (event.type === 'withdrawn') return `- ${event.id}`;
  const [start, end] = [event.start.at / 1e6, event.end.at / 1e6].map((time) => time.toFixed(2));
  return `${event.id} [${start}–${end}] ${event.text}${event.final ? '' : ' …'}`;
}

export function collect(captions: VideoCaptions): string[] {
  const told: string[] = [];
  captions.events$.subscribe((event) => told.push(show(event)));
  return told;
}

export const finals = (told: readonly string[]): string[] => told.filter((line) => !line.endsWith('…'));

/** A start code, and a picture without captions. */
export const START = Buffer.from([0, 0, 0, 1]);
export const SLICE = Buffer.from([0x65, 0x88, 0x84, 0x00, 0x33]);
