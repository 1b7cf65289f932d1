/** How analysis starts on a device, whoever starts it: a show, a recording, `momentfx doctor`. */
import { describeError, isActionable } from '../../core/errors.ts';
import type { AnalysisLimits } from '../../analysis/process/client.ts';
import { isAdded } from '../../analysis/runtime/binary.ts';
import type { Device } from '../../analysis/runtime/devices.ts';

/** TensorRT builds engines while it starts, and says nothing meanwhile. */
const TENSORRT_START_MS = 1_200_000;

/** How long the process may be silent, where that differs by device. */
export const startLimits = (device: Device): Partial<AnalysisLimits> =>
  device === 'tensorrt' ? { start: TENSORRT_START_MS } : {};

/**
 * What to say where the process ended or hung while it started, and a device that `auto` tries may have been why: it is to be
 * started again on the CPU. Undefined for another fault. `tried`: whether `auto` tries a device here.
 */
export function lostToAuto(
  device: Device,
  error: unknown,
  tried: boolean = isAdded('cuda'),
): string | undefined {
  const isLoss = isActionable(error) && (error.code === 'analysis-died' || error.code === 'analysis-hung');
  if (device !== 'auto' || !tried || !isLoss) return undefined;
  return `${describeError(error)} It may have been the device cuda: analysis starts again on the CPU.`;
}
