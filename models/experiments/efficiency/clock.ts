/** What time is measured by. */
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';

/**
 * Milliseconds since some moment: of processor time, all threads together, where a CPU computes, since other work on the machine does
 * not stretch it; on the clock where another device does.
 */
export function clockOf(device: ActiveDevice): () => number {
  if (device !== 'cpu') return performance.now.bind(performance);
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}
