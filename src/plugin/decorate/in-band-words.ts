/** A recording's own captions: all of them are read before its analysis begins. */
import { stat } from 'node:fs/promises';
import { captionStreamOf, openInBandCaptions, type InBandKind } from '../../captions/in-band/in-band.ts';
import { SentenceList } from '../../captions/sentences/sentence-list.ts';
import { sentencesOf } from '../../core/errors.ts';
import { addressOf, fileOf, type Address } from '../../core/stream-url.ts';
import { planInput } from '../../media/input/plan.ts';
import { openPlannedInput } from '../../media/input/demuxer.ts';
import type { InputInfo } from '../../media/input/info.ts';
import { scanStream } from '../../media/input/scan.ts';
import type { Caption } from '../../streams/words/tidy.ts';
import { UsageError } from '../errors.ts';

/** How the captions are read. */
export interface InBandWordsOptions {
  /** Stops the reading, which then rejects. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of captions that cannot be read; one line each. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/**
 * The sentences in the recording's pictures or subtitle track, in order of start, as a live session makes them of the
 * same packets. Reads the file once, without decoding; whoever decorates it reads it again.
 * @throws MediaError (input-…); UsageError captions-absent when it carries none, captions-once when it can be read only once
 */
export async function readInBandWords(
  kind: InBandKind,
  given: string | Address,
  { signal, onWarning }: InBandWordsOptions = {},
): Promise<Caption[]> {
  const address = addressOf(given);
  const input = address.reveal();
  const plan = await planInput({ address, mode: 'recorded' });
  const { shown } = plan;
  await refuseOnce(kind, input, shown);
  await using opened = await openPlannedInput(plan, input, signal === undefined ? {} : { signal });
  const captionStream = captionStreamOf(kind, opened.info);
  if (captionStream === undefined) throw absent(kind, opened.info, noStream(kind, opened.info, shown));
  const sentences = new SentenceList();
  const captions = openInBandCaptions(kind);
  captions.events$.subscribe((event) => {
    if (event.type === 'fault') onWarning?.(lineOf(event));
    else sentences.take(event);
  });
  const extradata = opened.streams[captionStream.index]?.codecpar.extradata;
  captions.enter({ ...captionStream, ...(extradata ? { extradata } : {}) }, 0);
  await scanStream(opened, captionStream.index, (packet) => captions.look(packet), signal);
  captions.close();
  const found = sentences.end();
  if (found.length > 0) return found;
  const nothing =
    kind === 'embedded'
      ? `The subtitle track of ${shown} (stream ${captionStream.index}) holds no words.`
      : `The pictures of ${shown} carry no CEA-608 or CEA-708 captions.`;
  throw absent(kind, opened.info, nothing);
}

/** A pipe or a running stream is gone once it was read. */
async function refuseOnce(kind: InBandKind, input: string, shown: string): Promise<void> {
  const path = fileOf(input);
  if (path === undefined ? /^https?:/i.test(input) : (await stat(path)).isFile()) return;
  throw new UsageError(
    'captions-once',
    `--asr ${kind} reads a recording twice, and ${shown} can be read only once.`,
    'Save it as a file first, or choose another --asr.',
  );
}

function noStream(kind: InBandKind, { streams, video }: InputInfo, shown: string): string {
  if (kind === 'embedded') {
    const others = streams.filter((stream) => stream.kind === 'subtitle').map(({ codec }) => codec);
    if (others.length === 0) return `${shown} holds no subtitle track.`;
    return `${shown} holds no subtitle track of text; what it has is ${others.join(', ')}.`;
  }
  if (video === undefined) return `${shown} has no pictures, which would carry CEA-608.`;
  return `The pictures of ${shown} are ${video.codec}; CEA-608 is read from H.264 and HEVC alone.`;
}

function absent(kind: InBandKind, info: InputInfo, what: string): UsageError {
  const track = kind === 'cea608' && captionStreamOf('embedded', info) !== undefined;
  return new UsageError(
    'captions-absent',
    what,
    track
      ? 'Use --asr embedded for its subtitle track, or leave out --asr to have its speech recognised.'
      : 'Leave out --asr to have its speech recognised, or name a captions file with --asr captions:FILE.',
  );
}

function lineOf(fault: { readonly message: string; readonly nextStep: string }): string {
  const { what, nextStep } = sentencesOf(fault);
  return `${what} ${nextStep}`;
}
