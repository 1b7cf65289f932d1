/** How much media Debian's ffprobe, which is not ours, finds in a file. */
import { spawnSync } from 'node:child_process';

export interface MediaIn {
  /** Packets of the first picture stream. */
  readonly pictures: number;
  /** Seconds of the first sound stream's packets. */
  readonly sound: number;
}

/** A mutated file may keep ffprobe busy. */
const LIMIT_MS = 20_000;

export function mediaIn(file: string): MediaIn {
  const args = [
    '-v',
    'quiet',
    '-show_entries',
    'packet=stream_index,codec_type,duration_time',
    '-of',
    'json',
    file,
  ];
  const { stdout } = spawnSync('ffprobe', args, { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: LIMIT_MS });
  let packets: { codec_type?: string; stream_index: number; duration_time?: string }[] = [];
  try {
    ({ packets = [] } = JSON.parse(stdout) as { packets?: typeof packets });
  } catch {
    // It was cut off: nothing can be said of what it read.
  }
  const first = (kind: string): typeof packets => {
    const index = packets.find(({ codec_type }) => codec_type === kind)?.stream_index;
    return packets.filter(({ stream_index }) => stream_index === index);
  };
  return {
    pictures: first('video').length,
    sound: first('audio').reduce(
      (sum, { duration_time }) => sum + Math.max(0, Number(duration_time ?? 0)),
      0,
    ),
  };
}
