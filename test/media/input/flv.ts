/** FLV as its tags, to be put together in other ways than ffmpeg would. */

export interface FlvTag {
  /** 8: sound, 9: picture, 18: metadata. */
  readonly type: number;
  /** In ms. */
  readonly at: number;
  readonly data: Buffer;
}

/** The tags of a file. */
export function flvTags(bytes: Buffer): FlvTag[] {
  const tags: FlvTag[] = [];
  for (let at = 13; at + 11 <= bytes.length;) {
    const size = bytes.readUIntBE(at + 1, 3);
    const time = bytes.readUIntBE(at + 4, 3) + (bytes[at + 7] ?? 0) * 2 ** 24;
    tags.push({ type: (bytes[at] ?? 0) & 31, at: time, data: bytes.subarray(at + 11, at + 11 + size) });
    at += 11 + size + 4;
  }
  return tags;
}

/** A file of these tags. */
export function flvOf(tags: readonly FlvTag[]): Buffer {
  const header = Buffer.from([0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]);
  return Buffer.concat([
    header,
    ...tags.flatMap(({ type, at, data }) => {
      const head = Buffer.alloc(11);
      head[0] = type;
      head.writeUIntBE(data.length, 1, 3);
      head.writeUIntBE(at % 2 ** 24, 4, 3);
      head[7] = Math.floor(at / 2 ** 24);
      const tail = Buffer.alloc(4);
      tail.writeUInt32BE(data.length + 11);
      return [head, data, tail];
    }),
  ]);
}
