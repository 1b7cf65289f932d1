/** A session's parts, as its settings want them: audio devices, the program, the supervisor of analysis. */
import { QUIET_NODE } from '../../core/child-process.ts';
import { EFFECT_RATE } from '../../core/formats.ts';
import type { MixLevels } from '../../media/mixer/mixer.ts';
import { allowBursts } from '../../media/output/bursts.ts';
import type { OutputPlan } from '../../media/output/plan.ts';
import { Program, type ProgramEvent, type ProgramOptions } from '../../media/program/program.ts';
import {
  realtimePacer,
  type PacerEvent,
  type RealtimePacer,
  type RealtimePacerOptions,
} from '../../media/program/realtime-pacer.ts';
import { fromSample, fromSeconds, sampleIndex, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { loadLibrary, type LoadedLibrary } from '../../library/index.ts';
import type { Settings } from '../config/options.ts';
import { AnalysisSupervisor, type SupervisorOptions } from '../session/analysis-supervisor.ts';
import { mixOf } from '../session/mix.ts';
import { openAnalysis } from '../session/open-analysis.ts';
import { bundledLibrary } from '../paths.ts';
import { createDevices, type Devices } from './devices.ts';
import type { ForkServer } from '../../core/fork-server/fork-server.ts';
import type { SessionDecisions } from './begin-decisions.ts';
import { ShowControls } from './controls.ts';
import type { LiveFact } from './events.ts';
import type { FaultGuard } from './faults.ts';
import { UsageError } from '../errors.ts';
import type { EffectsPlayer, LiveSessionOptions } from './session-options.ts';

/**
 * An analysis process that says nothing for this long hangs (ms). One that is stopped for 6 s (a debugger, a paused
 * container) survives it, a dead one costs no more than this; and the longest blocks (0.6 s idle) stay below it on a machine
 * that is ten times busier.
 */
const LIVE_SILENCE_MS = 10_000;
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

/** What a session's controls act on; `decisions` are there once analysis is. */
export interface ControlledParts {
  readonly pacer: RealtimePacer;
  readonly player: EffectsPlayer;
  /** Media are not delayed, and cannot be. */
  readonly attached: boolean;
  readonly guard: FaultGuard;
  readonly tell: (fact: LiveFact) => void;
  readonly decisions: () => Pick<SessionDecisions, 'command'> | undefined;
  readonly carried: Pick<LiveSessionOptions, 'carried' | 'onSet'>;
}

/** The session's controls; no fault of what they act on leaves them. */
export function openControls(
  settings: Settings,
  library: LoadedLibrary,
  { pacer, player, attached, guard, tell, decisions, carried }: ControlledParts,
): ShowControls {
  const { carried: before, onSet } = carried;
  return new ShowControls({
    ...(before === undefined ? {} : { carried: before }),
    ...(onSet === undefined ? {} : { onSet: guard.wrap('settings', onSet) }),
    settings,
    effects: new Map(
      library.effects.map(({ id, tag, mono }) => [
        id,
        { tag, length: fromSample(sampleIndex(mono.length), EFFECT_RATE) },
      ]),
    ),
    pacer: () => pacer,
    setDelay(delay) {
      if (attached) throw undelayed();
      pacer.setDelay(delay);
    },
    hush: guard.wrap('panic', () => player.hush()),
    setLevels: guard.wrap('levels', (levels: MixLevels) => player.setLevels(levels)),
    play: guard.wrap('trigger', (cue: Cue) => player.place(cue)),
    decide: (command) => {
      tell({ type: 'command', command });
      guard.run('commands', () => decisions()?.command(command));
    },
  });
}

const undelayed = (): UsageError =>
  new UsageError(
    'no-delay',
    'Nothing is delayed here: effects come as soon as their moment is known.',
    'For effects that land exactly on their moment use `momentfx obs relay`.',
  );

/** How long each effect lasts, for the record. */
export const effectLengths = ({ effects }: LoadedLibrary): Record<string, Micros> =>
  Object.fromEntries(effects.map(({ id, mono }) => [id, fromSample(sampleIndex(mono.length), EFFECT_RATE)]));

/** What a session's program goes by. */
export interface ProgramParts
  extends
    Pick<RealtimePacerOptions, 'clock' | 'inputClock'>,
    Pick<ProgramOptions, 'sinks' | 'loudness' | 'onMoved'> {
  /** Of the sinks. */
  readonly plans: readonly OutputPlan[];
  readonly devices: Devices;
  readonly onEvent: (event: ProgramEvent | PacerEvent) => void;
}

/** The session's program with its mixer settings, and who paces it. The caller disposes it. */
export function openProgram(
  settings: Settings,
  library: LoadedLibrary,
  { clock, inputClock, plans, devices: { mixed, effectsBus }, ...given }: ProgramParts,
): { readonly pacer: RealtimePacer; readonly program: Program } {
  const pacer = realtimePacer({
    ...{ clock, inputClock, onEvent: given.onEvent },
    delay: fromSeconds(settings.delay),
    burstsAllowed: allowBursts(plans, mixed !== undefined || effectsBus !== undefined),
  });
  const program = new Program({
    ...given,
    pacer,
    ...mixOf(settings, library),
    hold: settings.hold,
    ...(mixed === undefined ? {} : { mixed }),
    ...(effectsBus === undefined ? {} : { effectsBus }),
  });
  return { pacer, program };
}

/** The supervisor is closed by whoever asked for it; it has not started yet. */
export function openSupervisor(
  settings: Settings,
  library: LoadedLibrary,
  forkServer: ForkServer,
  heard: Pick<SupervisorOptions, 'onEvent' | 'up' | 'down'>,
  note: (line: string) => void,
): AnalysisSupervisor {
  // Analysis needs the sounds when it starts, and then no more: they are read again when it has to start again.
  let known: LoadedLibrary | undefined = library;
  return new AnalysisSupervisor({
    ...heard,
    open: async (signal, lostOn) => {
      const { effects } = known ?? (await loadLibrary(settings.library ?? bundledLibrary));
      known = undefined;
      return openAnalysis(settings, effects, {
        signal,
        lostOn,
        limits: { silence: LIVE_SILENCE_MS },
        fork: (entry, args, how) => forkServer.fork(entry, args, { ...how, execArgv: LEAN }),
        note,
        notice: note,
      });
    },
  });
}
