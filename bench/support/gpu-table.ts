/** The raw figures of bench/gpu.ts as Markdown. */
import type { Measured, MeasuredStreams } from './gpu-measure.ts';

/** What bench/gpu.ts writes. */
export interface GpuFigures {
  readonly machine: {
    readonly processor?: string;
    readonly threads: number;
    readonly card?: string;
    /** WebGPU ran on software Vulkan: right for answers, not for speed. */
    readonly software: boolean;
    readonly size: string;
    readonly when: string;
    /** Of the machine before the first measurement: other work. */
    readonly load: number;
  };
  readonly rows: readonly Measured[];
  readonly streams: readonly MeasuredStreams[];
}

const ms = (value: number | undefined): string => (value === undefined ? '–' : value.toPrecision(3));

function line(row: Measured, software: boolean): string {
  const { runner, device, precision, batch, picture, text, decoder, error } = row;
  const place = device === 'webgpu' && software ? 'webgpu (software)' : device;
  const embedding = picture === undefined || text === undefined ? undefined : picture + text;
  const overall = embedding === undefined || decoder === undefined ? undefined : embedding + decoder;
  const each = (total: number | undefined) => ms(total === undefined ? undefined : total / batch);
  const rate = overall === undefined ? decoder : overall;
  const videos =
    rate === undefined
      ? '–'
      : `${((1000 * batch) / rate).toPrecision(3)}${overall === undefined ? ' (decoding)' : ''}`;
  const cells = [
    runner,
    place,
    precision,
    String(batch),
    each(embedding),
    each(decoder),
    each(overall),
    videos,
  ];
  return `| ${cells.join(' | ')} |${error === undefined ? '' : ` <!-- ${error.replaceAll('--', '—')} -->`}`;
}

/** The table of efficiency, and that of streams. */
export function gpuTable({ machine, rows, streams }: GpuFigures): string {
  const { processor = 'unknown processor', threads, card, software, size, when, load } = machine;
  return [
    `Networks of the ${size === 'paper' ? "paper's" : 'smallest'} size with random weights; a video has 20 pictures and 40 sentences. ${processor}, ${threads} threads${card === undefined ? '' : `; ${card}`}; ${when.slice(0, 10)}, load ${load} before. ms are those of one video, the median of runs; inputs and answers are copied to the device and back.`,
    '',
    '| network by | device | precision | videos at once | embedding, ms | decoding, ms | overall, ms | videos a second |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => line(row, software)),
    '',
    'Streams that one analysis process serves at a hop of a second (windows of 12 frames and 40 sentences, packing and decisions included):',
    '',
    '| device | streams | batch sizes | wait, ms |',
    '|---|---|---|---|',
    ...streams.map(
      ({ device, streams: many, batching: { sizes, holdMs } }) =>
        `| ${device === 'webgpu' && software ? 'webgpu (software)' : device} | ${many} | ${sizes.join(', ')} | ${holdMs.toPrecision(2)} |`,
    ),
    '',
  ].join('\n');
}
