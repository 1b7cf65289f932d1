/** `momentfx live`: checks what was asked, runs the session, tells about it. */
import { z } from 'zod';
import { parseDevice, type DeviceName } from '../../media/mixer/device.ts';
import { checkOutput, checkOutputCount, type OutputPlan } from '../../media/output/plan.ts';
import { fromSeconds } from '../../streams/time.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import type { CommandContext } from '../cli/context.ts';
import { resolveSettings, type Settings } from '../config/options.ts';
import { policyOf } from '../session/policy.ts';
import { describeError } from '../../core/errors.ts';
import { lineSplitter } from '../../core/lines.ts';
import { UsageError } from '../errors.ts';
import { parseCommand, type ShowCommand } from './commands.ts';
import { openDock, type Dock } from '../control/dock.ts';
import { keepHeapSmall } from './heap.ts';
import { plainKeyWarning, resolveAddress, secretFrom, type SecretSources } from '../session/secrets.ts';
import { openReports } from './reports.ts';
import type { LiveSession } from './session.ts';

const commandSchema = z.object({
  to: z.array(z.string().min(1)).default([]),
  listen: z.boolean().default(false),
  realtime: z.boolean().default(false),
  loop: z.boolean().default(false),
  log: z.string().min(1).optional(),
});
type CommandOptions = z.infer<typeof commandSchema>;

/**
 * Runs `momentfx live` until its input ends or the signal stops it.
 * @throws UsageError and others with a next step; the command line prints them as one line
 */
export async function liveCommand(
  input: string,
  options: Readonly<Record<string, unknown>>,
  { signal, version, willDrain, survive }: CommandContext,
): Promise<void> {
  const parsed = commandSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'BAD_ARGUMENTS',
      `--${parsed.error.issues[0]?.path.join('.')} is not usable.`,
      'See `momentfx live --help`.',
    );
  const command = parsed.data;
  const asked = resolveSettings(options);
  keepHeapSmall();
  // A fault is told before FFmpeg and GStreamer are loaded; and chosen once, so that a restart of analysis changes nothing.
  const checkpoint = await chooseCheckpoint(asked.model, { language: asked.language });
  const secrets: SecretSources = { env: process.env, stdin: secretFrom(process.stdin) };
  const settings = await withToken({ ...asked, model: checkpoint.folder }, secrets);
  // Told now where the checkpoint knows no such sensitivity.
  policyOf(settings, checkpoint.manifest);
  const { outputs, mix } = await planOutputs(command, settings, secrets);
  const bus = settings.bus === undefined ? [] : [deviceNamed(settings.bus)];
  if (outputs.length + mix.length + bus.length === 0)
    throw new UsageError(
      'NO_OUTPUT',
      'Where should the programme go?',
      'Name at least one output with --to, or a device with --bus.',
    );
  const address = await resolveAddress(input, secrets);
  const reports = await openReports(settings, command.log);
  await using parts = new AsyncDisposableStack();
  parts.defer(() => reports.close());
  const dock = await openDock({ settings, version, warn: (line) => reports.warn(line) });
  if (dock !== undefined) {
    parts.use(dock);
    reports.info(dockLine(dock));
  }
  if (checkpoint.note !== undefined) reports.warn(checkpoint.note);
  for (const text of [input, ...command.to, ...captionAddress(asked)]) {
    const warning = plainKeyWarning(text);
    if (warning !== undefined) reports.warn(warning);
  }
  // From here on a stop is the proper end, also of a start.
  willDrain();
  const { startLive } = await import('./session.ts');
  const starting = startLive({
    input: address,
    listen: command.listen,
    realtime: command.realtime,
    loop: command.loop,
    outputs,
    devices: { mix, bus },
    settings,
    version,
    onEvent(event) {
      reports.event(event);
      dock?.event(event);
    },
    onWarning: (line) => reports.warn(line),
    signal,
  });
  const session = await unlessStopped(starting, signal);
  if (session === undefined) return;
  reports.watch(() => session.status);
  dock?.attach(session);
  // The last net: what no part has caught is told, and the show goes on.
  survive((error) => reports.fault(error, session.status.playhead));
  await runUntilStopped(session, signal, reports, [input, ...command.to]);
}

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
  { to }: CommandOptions,
  settings: Settings,
  secrets: SecretSources,
): Promise<{ readonly outputs: readonly OutputPlan[]; readonly mix: readonly DeviceName[] }> {
  const outputs: OutputPlan[] = [];
  const mix: DeviceName[] = [];
  for (const text of to) {
    const device = parseDevice(text);
    if (device !== undefined) mix.push(device);
    else
      outputs.push(
        await checkOutput(
          await resolveAddress(text, secrets),
          settings.segment === undefined ? {} : { segment: fromSeconds(settings.segment * 60) },
        ),
      );
  }
  checkOutputCount(outputs.length);
  return { outputs, mix };
}

function deviceNamed(text: string): DeviceName {
  const device = parseDevice(text);
  if (device === undefined)
    throw new UsageError(
      'BAD_DEVICE',
      `--bus ${text} names no audio device.`,
      'Use pulse:NAME, pipewire:NAME, alsa:NAME or jack:.',
    );
  return device;
}

async function runUntilStopped(
  session: LiveSession,
  signal: AbortSignal,
  reports: { warn(line: string): void },
  addresses: readonly string[],
): Promise<void> {
  const stop = (): void => {
    // It fails only as `done` does, which is awaited.
    session.stop().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  // Standard input is not read from a terminal: the system stops a background job that does (SIGTTIN).
  const steered = !process.stdin.isTTY && !addresses.some((text) => text.includes('{stdin}'));
  const lines = steered ? listenTo(session, reports) : undefined;
  try {
    await session.done;
  } finally {
    lines?.close();
    signal.removeEventListener('abort', stop);
  }
}

function obey(session: LiveSession, command: ShowCommand, reports: { warn(line: string): void }): void {
  try {
    session.controls.obey(command);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    reports.warn(describeError(error));
  }
}

/** A command has some 40 characters; what is longer is refused, and never kept whole. */
const LONGEST_COMMAND = 1_000;

/** Lines on standard input steer the show: `delay 8`, `veto m3`, `quiet on`, `sensitivity low`. */
function listenTo(session: LiveSession, reports: { warn(line: string): void }): { close(): void } {
  const splitter = lineSplitter(LONGEST_COMMAND);
  const hear = (line: string | undefined): void => {
    if (line?.trim() === '') return;
    const command = line === undefined ? 'A command on standard input is too long.' : parseCommand(line);
    if (typeof command === 'string') reports.warn(command);
    else obey(session, command, reports);
  };
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => splitter.push(text).forEach(hear));
  process.stdin.on('end', () => splitter.end().forEach(hear));
  // Whoever steered the show has gone; it goes on.
  process.stdin.on('error', () => undefined);
  return {
    close: () => void process.stdin.destroy(),
  };
}
