/** Where graphs run: the one place that names onnxruntime's execution providers and sets its sessions up. */
import { messageOf } from '../../core/errors.ts';
import { type InferenceSession, listSupportedBackends } from '../onnxruntime.ts';
import { AnalysisStartError } from '../process/errors.ts';

/** Where the network may be asked to run; see `openOnDevice`. Each but `auto` is the name of an execution provider. */
export const DEVICES = ['auto', 'cpu', 'webgpu', 'cuda'] as const;
/** A device as asked for: `auto` leaves the choice to the analysis process. */
export type Device = (typeof DEVICES)[number];
/** A device that something runs on. */
export type ActiveDevice = Exclude<Device, 'auto'>;

/**
 * How a session is set up. `device`: the CPU by default, where encoders and speech stay on every machine: they are small,
 * and a vector that differs by device would make cues differ by machine. A device that is not there is an error of
 * `InferenceSession.create`, never replaced; what it has no kernel for runs on the CPU.
 */
export function sessionOptions({
  threads,
  device = 'cpu',
}: {
  /** Threads of its own pool. */
  readonly threads: number;
  readonly device?: ActiveDevice;
}): InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  };
}

const NEXT_STEPS: Record<ActiveDevice, string> = {
  cpu: 'Install the packages again (npm install)',
  cuda: "Install CUDA 12 and onnxruntime's CUDA libraries (ONNXRUNTIME_NODE_INSTALL=cuda npm rebuild onnxruntime-node), or use --device cpu",
  webgpu: 'Use --device cpu, or a machine with a graphics adapter and its Vulkan driver',
};

const isBundled = (name: string): boolean =>
  listSupportedBackends().some((backend) => backend.name === name && backend.bundled);

/**
 * Opens something on the device asked for, and says which one is active. `auto` takes CUDA where its libraries are
 * installed and an adapter answers, else the CPU. A device asked for by name is never replaced by another.
 * Throws AnalysisStartError (`device-unavailable`), or the error of the CPU when the model itself is at fault.
 */
export async function openOnDevice<T extends { release(): Promise<void> }>(
  asked: Device,
  open: (device: ActiveDevice) => Promise<T>,
): Promise<{ opened: T; device: ActiveDevice }> {
  const wanted = asked === 'auto' ? (isBundled('cuda') ? 'cuda' : 'cpu') : asked;
  if (wanted === 'cpu') return { opened: await open('cpu'), device: 'cpu' };
  let cause: unknown;
  try {
    return { opened: await open(wanted), device: wanted };
  } catch (error) {
    cause = error;
  }
  // Opening on the CPU tells a broken model from a missing device.
  const onCpu = await open('cpu');
  if (asked === 'auto') return { opened: onCpu, device: 'cpu' };
  await onCpu.release();
  throw new AnalysisStartError(
    {
      code: 'device-unavailable',
      message: `the device ${wanted} can't be used here: ${messageOf(cause)}`,
      nextStep: NEXT_STEPS[wanted],
    },
    { cause },
  );
}
