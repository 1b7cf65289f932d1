/** Where the network would run: tried for real, each in a process of its own, since a driver may crash. */
import { startAnalysis } from '../../analysis/process/client.ts';
import { AnalysisStartError } from '../../analysis/process/errors.ts';
import { isAdded } from '../../analysis/runtime/binary.ts';
import { ACTIVE_DEVICES, type ActiveDevice, type Device } from '../../analysis/runtime/devices.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import type { Settings } from '../config/options.ts';
import { lostToAuto, startLimits } from '../session/device-start.ts';

/**
 * What the device that the settings ask for comes to, and which others there are, on one line.
 * @throws AnalysisStartError (`device-unavailable`) where the settings name one that is not there
 */
export async function devicesHere(settings: Pick<Settings, 'device' | 'model'>): Promise<string> {
  const { folder: modelFolder, family } = await chooseCheckpoint(settings.model);
  const encodersFolder = await ensureEncoders(family);
  const start = async (device: Device): Promise<{ active: ActiveDevice; notices: string[] }> => {
    const notices: string[] = [];
    const analysis = await startAnalysis(
      { modelFolder, encodersFolder, device, speech: 'none' },
      { limits: startLimits(device), notice: (line) => notices.push(line) },
    );
    const { device: active } = analysis;
    await analysis.close();
    return { active, notices };
  };
  const asked = await start(settings.device).catch(async (error: unknown) => {
    const loss = lostToAuto(settings.device, error);
    if (loss === undefined) throw error;
    const { active } = await start('cpu');
    return { active, notices: [loss] };
  });
  const facts = [`${settings.device} is ${asked.active} here`, ...asked.notices];
  for (const device of ACTIVE_DEVICES) {
    if (device === 'cpu' || device === asked.active) continue;
    if (device !== 'webgpu' && !isAdded(device)) facts.push(`${device} is not installed`);
    else facts.push(await outcome(device, start));
  }
  return facts.join('; ');
}

async function outcome(
  device: ActiveDevice,
  start: (device: Device) => Promise<{ active: ActiveDevice; notices: string[] }>,
): Promise<string> {
  try {
    const { active, notices } = await start(device);
    return active === device ? `${device} works` : notices.join(' ');
  } catch (error) {
    if (error instanceof AnalysisStartError) return `${device} can't be used`;
    throw error;
  }
}
