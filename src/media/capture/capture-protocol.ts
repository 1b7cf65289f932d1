/** What the process that listens to an audio device is told, and what it tells. */
import { z } from 'zod';
import { DEVICE_KINDS } from '../mixer/device-name.ts';

/** Its one argument, as JSON. */
export const captureJob = z.object({ kind: z.enum(DEVICE_KINDS), device: z.string().optional() });
/** Which device is listened to. */
export type CaptureJob = z.infer<typeof captureJob>;

/** Checks what the listener sends. */
export const captureMessage = z.discriminatedUnion('type', [
  /** Mono at 16 kHz, after all that came before; the device is at work. */
  z.object({ type: z.literal('samples'), samples: z.instanceof(Float32Array<ArrayBuffer>) }),
  /** Its last words. */
  z.object({ type: z.literal('failed'), message: z.string() }),
  /** GStreamer or one of its elements is not installed. */
  z.object({ type: z.literal('missing'), message: z.string() }),
]);
/** What the listener tells its parent. */
export type CaptureMessage = z.infer<typeof captureMessage>;
