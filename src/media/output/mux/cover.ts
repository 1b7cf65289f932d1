/** Matroska keeps a cover picture as an attached file, not as a stream. */
import { AVMEDIA_TYPE_ATTACHMENT, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { Dictionary, Packet, avGetCodecName, type Stream } from 'node-av/lib';
import { openInput } from '../../input/demuxer.ts';
import { sizeInside } from '../../input/picture-size.ts';

/** Covers come before anything else; a file that shows none by then has lost it. */
const PACKETS_READ = 64;

/**
 * The pictures of an input's cover streams by index. They are needed before the first packet is copied, so the input
 * is opened once more (the binding's own way to them crashes).
 */
export async function readCovers(url: string): Promise<ReadonlyMap<number, Buffer>> {
  await using input = await openInput(url);
  const covers = new Map<number, Buffer>();
  const wanted = input.info.streams.filter((stream) => stream.cover).length;
  using packet = new Packet();
  packet.alloc();
  for (let read = 0; read < PACKETS_READ && covers.size < wanted; read += 1) {
    if (!(await input.read(packet))) break;
    if (input.info.streams[packet.streamIndex]?.cover === true && packet.data !== null)
      covers.set(packet.streamIndex, Buffer.from(packet.data));
    packet.unref();
  }
  return covers;
}

/** Makes `stream` the attachment that holds `picture`, the cover of `source`. */
export function attachCover(stream: Stream, source: Stream, picture: Buffer): void {
  const { codecId } = source.codecpar;
  const kind = avGetCodecName(codecId) === 'png' ? 'png' : 'jpeg';
  stream.codecpar.codecType = AVMEDIA_TYPE_ATTACHMENT;
  stream.codecpar.codecId = codecId;
  stream.codecpar.extradata = picture;
  const named = source.metadata?.get('filename');
  stream.metadata = Dictionary.fromObject({
    filename: typeof named === 'string' ? named : `cover.${kind === 'png' ? 'png' : 'jpg'}`,
    mimetype: `image/${kind}`,
  });
}

/** Gives a stream of a cover the size that `picture` has; probing has not looked into it. */
export function sizeCover({ codecpar }: Stream, picture: Buffer): void {
  const size = codecpar.width > 0 ? undefined : sizeInside(picture, codecpar);
  if (size === undefined) return;
  codecpar.width = size.width;
  codecpar.height = size.height;
  codecpar.format = AV_PIX_FMT_RGB24;
}
