/** Where graphs run: the one place that names onnxruntime's execution providers and sets its sessions up. */
import type { InferenceSession } from '../onnxruntime.ts';
import type { ActiveDevice } from './devices.ts';

/**
 * How a session is set up. `device`: the CPU by default, where encoders and speech stay on every machine: they are small,
 * and a vector that differs by device would make cues differ by machine. A device that is not there is an error of
 * `InferenceSession.create`, never replaced; what it has no kernel for runs on the CPU, or for TensorRT on CUDA.
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
    executionProviders: device === 'tensorrt' ? ['tensorrt', 'cuda'] : [device],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  };
}

/** Environment that NVIDIA's libraries read when they are loaded; what a person has set stays. */
const NVIDIA = {
  // Products with 10 bits of mantissa would answer otherwise than the CPU, by more than the self-test allows.
  NVIDIA_TF32_OVERRIDE: '0',
} as const;

/** Makes ready what the libraries of a device look for in the environment. To be called before its first session. */
export function prepareDevice(device: ActiveDevice): void {
  if (device !== 'cuda' && device !== 'tensorrt') return;
  for (const [name, value] of Object.entries(NVIDIA)) process.env[name] ??= value;
}

/** What a person can do about a device that can't be used. */
export const DEVICE_STEPS: Readonly<Record<ActiveDevice, string>> = {
  cpu: 'Install the packages again (npm install)',
  cuda: "Install CUDA 12 and onnxruntime's library for it (docs/devices.md says how), or use --device cpu",
  tensorrt:
    "Install TensorRT 10, CUDA 12 and onnxruntime's libraries for them (docs/devices.md says how), or use --device cpu",
  webgpu: 'Use --device cpu, or a machine with a graphics adapter and its Vulkan driver',
};
