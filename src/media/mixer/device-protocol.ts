/** What the process that plays to a device is told, and what it tells. */
import { z } from 'zod';
import { DEVICE_KINDS } from './device-name.ts';

/** Its one argument, as JSON. */
export const deviceJob = z.object({
  kind: z.enum(DEVICE_KINDS),
  device: z.string().optional(),
  format: z.object({
    rate: z.number().int().positive(),
    channels: z.number().int().positive(),
    /** The speaker mask in decimal digits. */
    mask: z.string().regex(/^\d+$/),
  }),
});
/**
 * What the player is started with: the device, and the format of the samples that will follow on its standard input.
 */
export type DeviceJob = z.infer<typeof deviceJob>;

/** Checks what the player sends. */
export const deviceMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('playing') }),
  /** Sent twice a second: it is alive. `dropped`: frames that the device was too slow for, since the last. */
  z.object({ type: z.literal('heartbeat'), dropped: z.number() }),
  /** Its last words. */
  z.object({ type: z.literal('failed'), message: z.string() }),
  /** GStreamer or one of its elements is not installed. */
  z.object({ type: z.literal('missing'), message: z.string() }),
]);
/** What the player tells its parent. */
export type DeviceMessage = z.infer<typeof deviceMessage>;
