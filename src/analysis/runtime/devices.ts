/** The names of devices; loads nothing native. */

/** Devices that something runs on; each is the name of an execution provider of onnxruntime. */
export const ACTIVE_DEVICES = ['cpu', 'webgpu', 'cuda', 'tensorrt'] as const;
/** A device that something runs on. */
export type ActiveDevice = (typeof ACTIVE_DEVICES)[number];
/** Where the network may be asked to run; see `openNetwork`. */
export const DEVICES = ['auto', ...ACTIVE_DEVICES] as const;
/** A device as asked for: `auto` leaves the choice to the analysis process. */
export type Device = (typeof DEVICES)[number];
