/** Where the network runs. Encoders and speech stay on the CPU: they are small, and so the same everywhere. */
import { messageOf } from '../../core/errors.ts';
import { listSupportedBackends } from '../onnxruntime.ts';
import { AnalysisStartError } from './errors.ts';
import type { Device } from './protocol.ts';

/** A device that something runs on. */
export type ActiveDevice = Exclude<Device, 'auto'>;

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
