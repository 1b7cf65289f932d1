/** What recordings of a program keep of its input, in words. */
import type { StreamInfo } from '../input/info.ts';
import { showMetadata } from '../input/metadata.ts';
import type { SourceConnection } from '../input/source.ts';
import type { ShowWords, StreamWords } from '../output/sink.ts';

/** Of an input that says nothing. */
export const NO_WORDS: ShowWords = { show: {}, video: {}, audio: {} };

/** The words of a connection: of the show, of its picture and its sound. */
export function wordsOf({ info: { metadata, video, audio } }: SourceConnection): ShowWords {
  const own = (stream: StreamInfo | undefined): StreamWords => ({
    ...(stream?.title === undefined ? {} : { title: stream.title }),
    ...(stream?.language === undefined ? {} : { language: stream.language }),
  });
  return { show: showMetadata(metadata), video: own(video), audio: own(audio) };
}
