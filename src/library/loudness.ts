/** Loudness and true peak after ITU-R BS.1770-5, for whole sounds at 48 kHz. */
const RATE = 48_000;
/** Gating blocks are 400 ms long and overlap by three quarters. */
const BLOCK = 0.4 * RATE;
const HOP = BLOCK / 4;
/** Shorter sounds are measured over their own length, but over at least 100 ms: the ear sums up about that long. */
const SHORTEST = 0.1 * RATE;
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;

type Samples = Float32Array | Float64Array;
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The head's shelf and the low cut of BS.1770, tables 1 and 2. */
const SHELF: Biquad = {
  b: [1.53512485958697, -2.69169618940638, 1.19839281085285],
  a: [-1.69065929318241, 0.73248077421585],
};
const LOW_CUT: Biquad = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] };

function biquad(signal: Samples, { b, a }: Biquad): Float64Array {
  const out = new Float64Array(signal.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i] ?? 0;
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[i] = y;
  }
  return out;
}

/** Mean square of each gating block, summed over channels (left, right and mono weigh 1). */
function blockPowers(channels: readonly Samples[]): number[] {
  const length = channels[0]?.length ?? 0;
  const size = Math.min(BLOCK, Math.max(SHORTEST, length));
  const weighted = channels.map((channel) => biquad(biquad(channel, SHELF), LOW_CUT));
  const powers: number[] = [];
  for (let start = 0; start === 0 || start + size <= length; start += HOP) {
    let power = 0;
    for (const channel of weighted)
      for (let i = start; i < Math.min(start + size, length); i++) power += (channel[i] ?? 0) ** 2;
    powers.push(power / size);
  }
  return powers;
}

const toLufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Integrated loudness in LUFS of one sound at 48 kHz, gated at −70 LUFS and 10 LU below the mean; −Infinity for
 * silence. A sound shorter than one 400 ms block is one block (at least 100 ms, padded with silence).
 */
export function integratedLoudness(channels: readonly Samples[]): number {
  const loud = blockPowers(channels).filter((power) => toLufs(power) > ABSOLUTE_GATE);
  if (loud.length === 0) return -Infinity;
  const gate = toLufs(mean(loud)) + RELATIVE_GATE;
  return toLufs(mean(loud.filter((power) => toLufs(power) > gate)));
}

const OVERSAMPLING = 4;
const TAPS = 12;
/** One windowed-sinc interpolator for each quarter of a sample. */
const PHASES = Array.from({ length: OVERSAMPLING }, (_, phase) =>
  Array.from({ length: 2 * TAPS }, (_unused, tap) => {
    const x = tap - TAPS + 1 - phase / OVERSAMPLING;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (TAPS + 1));
    return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
  }),
);

/** True peak in dBTP: the largest value of the signal interpolated four times; −Infinity for silence. */
export function truePeak(channels: readonly Samples[]): number {
  let most = 0;
  for (const channel of channels)
    for (let i = -TAPS; i < channel.length + TAPS; i++)
      for (const phase of PHASES) {
        let value = 0;
        for (let tap = 0; tap < phase.length; tap++)
          value += (phase[tap] ?? 0) * (channel[i + tap - TAPS + 1] ?? 0);
        most = Math.max(most, Math.abs(value));
      }
  return 20 * Math.log10(most);
}

/** Integrated loudness (ITU-R BS.1770) in LUFS, to a tenth; −Infinity for silence. */
export function loudnessOf(sound: readonly Samples[]): number {
  return Math.round(integratedLoudness(sound) * 10) / 10;
}

/** `−18.0 LUFS`, or `silent`. */
export const loudnessText = (lufs: number): string =>
  Number.isFinite(lufs) ? `${lufs.toFixed(1).replace('-', '−')} LUFS` : 'silent';
