/**
 * How soon an effect of `momentfx obs attach` is heard in OBS's recording after its command (`play` on standard input), with
 * the real OBS, both ways: as a media source and on a device that OBS captures. Bar: 400 ms.
 *
 * A white picture is put before OBS's scene just before the command. OBS keeps sound and picture of a recording in step, so
 * the command came no more than one picture (33 ms) before the first white one; that is added to each figure.
 *
 *   node scripts/run.mjs bench/obs-attach.ts [COMMANDS]       ten take two minutes
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { subfolder } from '../test/support/cli.ts';
import { startObs } from '../test/support/obs.ts';
import { startPulse } from '../test/support/pulse.ts';
import { scratch } from '../test/support/scratch.ts';
import {
  attach,
  BELL,
  captureBus,
  curtain,
  curtains,
  onsets,
  prepare,
  recorded,
} from '../test/plugin/obs/attached.ts';
import { machineIn } from '../test/plugin/obs/machine.ts';

const COMMANDS = Number(process.argv[2] ?? 10);
const BAR_S = 0.4;
const PICTURE_S = 1 / 30;
/** A bell lasts 1 s; the next command comes at no fixed place between two ticks of anything. ms. */
const apart = (command: number): number => 2_000 + ((command * 37) % 100);

const folder = scratch('bench-obs-attach');

/** Seconds from each command to its effect in the recording. */
async function measure(name: string, bus?: string): Promise<readonly number[]> {
  const machine = machineIn(subfolder(folder, name));
  await using pulse = await startPulse(subfolder(folder, `${name}-pulse`), ['effects']);
  const sound = { PULSE_SERVER: pulse.env['PULSE_SERVER'] ?? '' };
  await using obs = await startObs(machine.home, { env: sound });
  await prepare(obs, machine);
  if (bus !== undefined) await captureBus(obs, bus);
  const args = bus === undefined ? [] : ['--bus', `pulse:${bus}`];
  const live = attach(machine, ['--asr', 'none', ...args], sound);
  await live.until('input connected');
  await sleep(2_000);
  await obs.ask('StartRecord');
  await sleep(3_000);
  for (let command = 0; command < COMMANDS; command += 1) {
    await curtain(obs, true);
    live.say(`play ${BELL}`);
    await sleep(500);
    await curtain(obs, false);
    await sleep(apart(command));
  }
  const file = await recorded(obs);
  await live.stop();
  const heard = onsets(file);
  return curtains(file).map(
    (shown) => (heard.find((at) => at > shown - PICTURE_S) ?? Infinity) - shown + PICTURE_S,
  );
}

let missed = false;
for (const [name, bus] of [['media source'], ['device', 'effects']] as const) {
  const times = (await measure(name.replace(' ', '-'), bus)).toSorted((a, b) => a - b);
  const worst = times.at(-1) ?? Infinity;
  missed ||= worst > BAR_S || times.length !== COMMANDS;
  const ms = (seconds = NaN): string => `${Math.round(seconds * 1000)} ms`;
  console.log(
    `${name}: ${times.length} of ${COMMANDS}; median ${ms(times[Math.floor(times.length / 2)])}, longest ${ms(worst)} (bar ${ms(BAR_S)})`,
  );
}
process.exitCode = missed ? 1 : 0;
