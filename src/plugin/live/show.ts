/**
 * A show as a person asked for it, checked; and the stage that it plays on: reports, dock and the lines that steer it, which
 * outlive a session where one follows another.
 */
import { z } from 'zod';
import { parseDevice, type DeviceName } from '../../media/mixer/device.ts';
import { checkOutput, checkOutputCount, type OutputPlan } from '../../media/output/plan.ts';
import { fromSeconds } from '../../streams/time.ts';
import type { Address } from '../../core/stream-url.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import type { CommandContext } from '../cli/context.ts';
import { resolveSettings, type Settings } from '../config/options.ts';
import { parsePlace } from '../config/place.ts';
import { openDock, type Dock } from '../control/dock.ts';
import { DEFAULT_POLICY, type Policy } from '../../streams/policy.ts';
import { UsageError } from '../errors.ts';
import { policyOf } from '../session/policy.ts';
import { plainKeyWarning, resolveAddress, type SecretSources } from '../session/secrets.ts';
import { keepHeapSmall } from './heap.ts';
import { goesOnLine, stateOf, StateTeller, type Handover } from './handover.ts';
import { openReports, type Reports } from './reports.ts';
import { steer } from './steering.ts';
import { LastShow, type KeptShow } from './last-show.ts';
import type { LiveSession, LiveSessionOptions } from './session-options.ts';
import { catchUp, NOTHING_CARRIED, settingsWith, withoutTyped, type CarriedShow } from './carried-show.ts';

const commandSchema = z.object({
  to: z.array(z.string().min(1)).default([]),
  log: z.string().min(1).optional(),
  resume: z.boolean().default(false),
});

/** What a show needs, checked. Nothing has begun. */
export interface ShowPlan {
  readonly settings: Settings;
  /** What decisions begin with. */
  readonly policy: Policy;
  readonly outputs: readonly OutputPlan[];
  readonly devices: { readonly mix: readonly DeviceName[]; readonly bus: readonly DeviceName[] };
  /** As `PlanContext.attached`. */
  readonly attached: boolean;
  /** The file of its record. */
  readonly log?: string;
  /** What the first show begins with besides its options. */
  readonly first: CarriedShow;
  readonly lastShow: LastShow;
  /** What was set in the last show, for an operator to have it again. */
  readonly offered: KeptShow | undefined;
  /** What is to be said before it begins. */
  readonly warnings: readonly string[];
  /** Whether lines on standard input steer it. */
  readonly steered: boolean;
}

/** What a show is planned with besides its options. */
export interface PlanContext {
  /** The addresses that were typed besides outputs, for what is to be said of them. */
  readonly typed: readonly string[];
  /** Outputs besides those that were typed. */
  readonly outputs?: readonly Address[];
  readonly secrets: SecretSources;
  /** The show goes on elsewhere and is only looked at: no output is needed, and nothing can be delayed. */
  readonly attached?: boolean;
}

/**
 * Checks what was asked: outputs, checkpoint, sensitivity.
 * @throws UsageError and others with a next step
 */
export async function planShow(
  options: Readonly<Record<string, unknown>>,
  { typed, outputs: more = [], secrets, attached = false }: PlanContext,
): Promise<ShowPlan> {
  const parsed = commandSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `--${parsed.error.issues[0]?.path.join('.')} is not usable.`,
      'See `momentfx live --help`.',
    );
  const { to, log, resume } = parsed.data;
  const lastShow = await LastShow.open();
  const set = resume ? withoutTyped(lastShow.before?.set ?? {}, options) : {};
  const asked = settingsWith(resolveSettings(options), set);
  keepHeapSmall();
  // A fault is told before FFmpeg and GStreamer are loaded; and chosen once, so that a restart of analysis changes nothing.
  const checkpoint = await chooseCheckpoint(asked.model, { language: asked.language });
  const settings = atTheDock(await withToken({ ...asked, model: checkpoint.folder }, secrets));
  // Told now where the checkpoint knows no such sensitivity.
  const { quiet = false, mutedEffects = [] } = set;
  const policy = { ...DEFAULT_POLICY, ...policyOf(settings, checkpoint.manifest), quiet, mutedEffects };
  const { outputs, mix } = await planOutputs(to, more, settings, secrets);
  const bus = settings.bus === undefined ? [] : [deviceNamed(settings.bus)];
  if (outputs.length + mix.length + bus.length === 0 && !attached)
    throw new UsageError(
      'no-output',
      'Where should the programme go?',
      'Name at least one output with --to, or a device with --bus.',
    );
  const addresses = [...typed, ...to];
  const plain = [...addresses, ...captionAddress(asked)].map(plainKeyWarning);
  return {
    ...{ settings, policy, outputs, devices: { mix, bus }, attached },
    ...(log === undefined ? {} : { log }),
    ...{ lastShow, offered: resume ? undefined : lastShow.offered(attached) },
    first: { ...NOTHING_CARRIED, set },
    warnings: [checkpoint.note, ...(resume ? [lastShow.resumedLine(set)] : []), ...plain].filter(
      (line) => line !== undefined,
    ),
    // Standard input is not read from a terminal: the system stops a background job that does (SIGTTIN).
    steered: !process.stdin.isTTY && !addresses.some((text) => text.includes('{stdin}')),
  };
}

/** Where a session's media come from. */
export type ShowInput = Pick<
  LiveSessionOptions,
  'input' | 'listen' | 'realtime' | 'loop' | 'player' | 'captions'
>;

/** What surrounds sessions, one after the other. */
export interface Stage extends AsyncDisposable {
  readonly reports: Reports;
  /** Starts a session; undefined where the signal stopped its start. */
  begin(input: ShowInput): Promise<LiveSession | undefined>;
}

/**
 * Opens reports and dock. From here on a stop is the command's proper end.
 * `handover`: of a show that processes leave to each other.
 * @throws UsageError where the record, the metrics or the dock cannot be served
 */
export async function openStage(
  plan: ShowPlan,
  { signal, version, willDrain, survive }: CommandContext,
  handover?: Handover,
): Promise<Stage> {
  const { settings, outputs, devices, warnings, lastShow, offered } = plan;
  const first = { ...plan.first, ...stateOf(handover) };
  await using opening = new AsyncDisposableStack();
  const reports = opening.adopt(await openReports(settings, plan.log), (it) => it.close());
  opening.use(lastShow);
  lastShow.warn = (line) => reports.warn(line);
  const dock = await openDock({
    ...{
      settings,
      policy: plan.policy,
      attached: plan.attached,
      version,
      warn: (line) => reports.warn(line),
    },
    ...(offered === undefined ? {} : { lastShow: offered }),
  });
  if (dock !== undefined) {
    opening.use(dock);
    reports.info(dockLine(dock));
  }
  for (const line of warnings) reports.warn(line);
  // Also of a start.
  willDrain();
  const teller = handover && opening.use(new StateTeller(handover, first.earlier));
  if (handover?.state !== undefined) reports.info(goesOnLine(first));
  let session: LiveSession | undefined;
  const begin = async (input: ShowInput): Promise<LiveSession | undefined> => {
    if (session !== undefined) await reports.next();
    const { startLive } = await loadSession();
    const carried = session?.controls.carried ?? first;
    const starting = startLive({
      ...input,
      ...{ outputs, devices, version, signal, carried },
      settings: settingsWith(settings, carried.set),
      ...(dock?.captions === undefined ? {} : { captions: dock.captions }),
      onSet: (set) => lastShow.keep(set),
      onEvent(event) {
        reports.event(event);
        dock?.event(event);
        teller?.hear(event);
      },
      ...(handover === undefined ? {} : { mayLeave: handover.mayLeave }),
      onWarning: (line) => reports.warn(line),
    });
    const next = await unlessStopped(starting, signal);
    if (next === undefined) return undefined;
    const before = session;
    session = next;
    if (before !== undefined) catchUp(next.controls, carried, before.controls.carried);
    dock?.attach(next);
    teller?.attach(next);
    if (before !== undefined) return next;
    reports.watch(() => (session ?? next).status);
    // The last net: what no part has caught is told, and the show goes on.
    survive((error) => reports.fault(error, (session ?? next).status.playhead));
    if (plan.steered) owned.use(steer(() => session ?? next, reports));
    return next;
  };
  const owned = opening.move();
  return { reports, begin, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Out here: inside a function with `using` the compiler leaves the name of a module that is loaded late as it is. */
const loadSession = () => import('./session.ts');

/** Where the dock is. Its token is shown to a person who sits at the terminal, and kept out of logs. */
function dockLine({ url }: Dock): string {
  if (process.stderr.isTTY) return `Dock: open ${url}`;
  return `Dock at ${url.replace(/#.*/, '')}; \`momentfx dock\` tells the address with its token.`;
}

/** The settings with what the placeholder of a captions address stands for. */
async function withToken(settings: Settings, secrets: SecretSources): Promise<Settings> {
  const { asr } = settings;
  if (asr.type !== 'websocket' || asr.token === undefined) return settings;
  const token = (await resolveAddress(asr.token, secrets)).reveal();
  return { ...settings, asr: { ...asr, token } };
}

/** Captions whose address is the dock's come to the dock. */
function atTheDock(settings: Settings): Settings {
  const { asr, dock } = settings;
  if (asr.type === 'dock' && dock === undefined)
    throw new UsageError(
      'captions-need-dock',
      '--asr dock takes captions that are sent to the dock, and there is none.',
      'Add --dock.',
    );
  if (asr.type !== 'websocket' || dock === undefined) return settings;
  const { host, port } = parsePlace('--dock', dock);
  if (asr.host !== host || asr.port !== port) return settings;
  const { path, token } = asr;
  return { ...settings, asr: { type: 'dock', path, ...(token === undefined ? {} : { token }) } };
}

/** Where captions are sent to, with the token as it was typed. */
const captionAddress = ({ asr }: Settings): string[] =>
  asr.type === 'websocket' && asr.token !== undefined
    ? [`ws://${asr.host}:${asr.port}${asr.path}?token=${asr.token}`]
    : [];

/** Whoever stops a show that is still starting gets what was asked for: no session, and no fault. */
async function unlessStopped<T>(starting: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await starting;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function planOutputs(
  typed: readonly string[],
  more: readonly Address[],
  settings: Settings,
  secrets: SecretSources,
): Promise<{ readonly outputs: readonly OutputPlan[]; readonly mix: readonly DeviceName[] }> {
  const addresses = [...more];
  const mix: DeviceName[] = [];
  for (const text of typed) {
    const device = parseDevice(text);
    if (device === undefined) addresses.push(await resolveAddress(text, secrets));
    else mix.push(device);
  }
  const pieces = settings.segment === undefined ? {} : { segment: fromSeconds(settings.segment * 60) };
  const outputs: OutputPlan[] = [];
  for (const address of addresses) outputs.push(await checkOutput(address, pieces));
  checkOutputCount(outputs.length);
  return { outputs, mix };
}

function deviceNamed(text: string): DeviceName {
  const device = parseDevice(text);
  if (device === undefined)
    throw new UsageError(
      'bad-device',
      `--bus ${text} names no audio device.`,
      'Use pulse:NAME, pipewire:NAME, alsa:NAME or jack:.',
    );
  return device;
}
