/** A session's parts, as its settings want them: audio devices, the program, the link to analysis. */
import { QUIET_NODE } from '../../core/child-process.ts';
import { LiveProgram, type LiveProgramOptions } from '../../media/program/live-program.ts';
import { loadLibrary, type LoadedLibrary } from '../../library/index.ts';
import { fromSeconds } from '../../streams/time.ts';
import type { Settings } from '../config/options.ts';
import { openAnalysis } from '../decorate/analysis.ts';
import { bundledLibrary } from '../paths.ts';
import { AnalysisLink, type AnalysisLinkOptions } from './analysis-link.ts';
import { createDevices, type Devices } from './devices.ts';
import type { ForkServer } from '../../core/fork-server/fork-server.ts';
import type { LiveSessionOptions } from './session-options.ts';

/**
 * An analysis process that says nothing for this long hangs (ms). One that is stopped for 6 s (a debugger, a paused
 * container) survives it, a dead one costs no more than this; and the longest blocks (0.6 s idle) stay below it on a machine
 * that is ten times busier.
 * @internal Tests of the process wait as long as a session does.
 */
export const LIVE_SILENCE_MS = 10_000;
/**
 * After a moment's backlog V8 would keep 45 MB more for young objects than analysis ever needs (a soak of hours showed
 * it, when the machine was busy once).
 */
const LEAN = [...QUIET_NODE, '--max-semi-space-size=4'];

/** The session's audio devices, as planned in its options; `warn` hears of losses and returns. */
export function openDevices(
  names: LiveSessionOptions['devices'],
  forkServer: ForkServer,
  warn: (line: string) => void,
): Devices {
  return createDevices({
    fork: forkServer.fork,
    mix: names?.mix ?? [],
    bus: names?.bus ?? [],
    onEvent: (device, message) => warn(`${device}: ${message}`),
  });
}

/** The session's program with its mixer settings. The caller disposes it. */
export function openProgram(
  settings: Settings,
  { effects }: LoadedLibrary,
  {
    devices: { mixed, effectsBus },
    ...given
  }: Pick<
    LiveProgramOptions,
    'clock' | 'inputClock' | 'outputs' | 'burstsAllowed' | 'onEvent' | 'onMoved'
  > & {
    readonly devices: Devices;
  },
): LiveProgram {
  return new LiveProgram({
    ...given,
    effects: effects.map(({ id, channels }) => ({ id, channels })),
    gain: settings.gain,
    duck: settings.duck,
    limiter: settings.limiter === 'on',
    delay: fromSeconds(settings.delay),
    hold: settings.hold,
    ...(mixed === undefined ? {} : { mixed }),
    ...(effectsBus === undefined ? {} : { effectsBus }),
  });
}

/** The link is closed by whoever asked for it; it has not started yet. */
export function openLink(
  settings: Settings,
  library: LoadedLibrary,
  forkServer: ForkServer,
  heard: Pick<AnalysisLinkOptions, 'onEvent' | 'up' | 'down'>,
  note: (line: string) => void,
): AnalysisLink {
  // Analysis needs the sounds when it starts, and then no more: they are read again when it has to start again.
  let known: LoadedLibrary | undefined = library;
  return new AnalysisLink({
    ...heard,
    open: async (signal) => {
      const { effects } = known ?? (await loadLibrary(settings.library ?? bundledLibrary));
      known = undefined;
      return openAnalysis(settings, effects, {
        signal,
        limits: { silence: LIVE_SILENCE_MS },
        fork: (entry, args, how) => forkServer.fork(entry, args, { ...how, execArgv: LEAN }),
        note,
      });
    },
  });
}
