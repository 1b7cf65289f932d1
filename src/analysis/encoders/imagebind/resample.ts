/**
 * 48 kHz to 16 kHz as `torchaudio.functional.resample` does it by default: a windowed sinc of 6 zero crossings, cut off at 0.99
 * of the new Nyquist frequency.
 */
const FACTOR = 3;
const ZERO_CROSSINGS = 6;
const ROLLOFF = 0.99;
/** Input samples that the kernel reaches to each side. */
const REACH = Math.ceil((ZERO_CROSSINGS * FACTOR) / ROLLOFF);

/** The kernel for input samples −REACH … REACH + FACTOR − 1 around an output sample. */
const KERNEL = Float32Array.from({ length: 2 * REACH + FACTOR }, (_, at) => {
  const t = Math.min(ZERO_CROSSINGS, Math.max(-ZERO_CROSSINGS, ((at - REACH) / FACTOR) * ROLLOFF));
  const window = Math.cos((t * Math.PI) / ZERO_CROSSINGS / 2) ** 2;
  const sinc = t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  return (sinc * window * ROLLOFF) / FACTOR;
});

/** A third of the samples, rounded up; before and after the sound is silence. */
export function toSixteenKilohertz(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.ceil(samples.length / FACTOR) }, (_, at) => {
    let sum = 0;
    const first = at * FACTOR - REACH;
    for (let tap = Math.max(0, -first); tap < KERNEL.length && first + tap < samples.length; tap += 1)
      sum += (KERNEL[tap] ?? 0) * (samples[first + tap] ?? 0);
    return sum;
  });
}
