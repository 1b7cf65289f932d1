/** Whole sounds from one rate to another; the first sample stays at time 0. */
import { AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext, avChannelLayoutDefault } from 'node-av/lib';
import { check } from '../ffmpeg.ts';

/** One channel at another rate (swresample's polyphase filter, its delay taken out), length rounded up. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const wanted = Math.ceil((samples.length * to) / from);
  const mono = avChannelLayoutDefault(1);
  const context = new SoftwareResampleContext();
  try {
    check(
      context.allocSetOpts2(mono, AV_SAMPLE_FMT_FLT, to, mono, AV_SAMPLE_FMT_FLT, from),
      'preparing a resampler',
    );
    check(context.init(), 'opening a resampler');
    const out = new Float32Array(wanted + 64);
    const room = (at: number): Buffer => Buffer.from(out.buffer, at * 4);
    const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    let filled = check(context.convertSync([room(0)], out.length, [input], samples.length), 'resampling');
    filled += check(context.convertSync([room(filled)], out.length - filled, null, 0), 'resampling');
    return out.slice(0, Math.min(filled, wanted));
  } finally {
    context.free();
  }
}
