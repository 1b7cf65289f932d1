/** `momentfx obs setup`: from a fresh OBS to "start streaming". It changes OBS's settings only while OBS is closed. */
import { describeError } from '../../../core/errors.ts';
import type { CommandContext } from '../../cli/context.ts';
import { ownName, shellWord } from '../../cli/invocation.ts';
import { askHere, atTerminal, type Questions } from '../../cli/questions.ts';
import { print } from '../../cli/standard-streams.ts';
import { resolveSettings, type Settings } from '../../config/options.ts';
import { DOCK_PLACE } from '../../config/place.ts';
import { dockAddress } from '../../control/command.ts';
import { secretFrom } from '../../session/secrets.ts';
import { readDocks } from '../dock-file.ts';
import { hostAndPort } from '../endpoint.ts';
import { ObsError } from '../errors.ts';
import { isObsRunning } from '../running.ts';
import { SettingsChange } from '../settings-change.ts';
import { ENABLE } from '../socket.ts';
import { answersFor, type Answerer, type Answers } from './answers.ts';
import { lookForSetup, type Found } from './look.ts';

type Options = Readonly<Record<string, unknown>>;

/** How the setup's own options come. */
interface Asked {
  readonly settings: Settings;
  readonly options: Options;
  /** Where the show serves the dock. */
  readonly place: string;
}

/**
 * Asks, changes what is missing, says what comes next. A second run finds nothing to change.
 * @throws ObsError and UsageError with a next step
 */
export async function setupCommand(options: Options, { signal }: CommandContext): Promise<void> {
  const { dock } = options;
  const settings = resolveSettings({ ...options, dock: typeof dock === 'string' ? dock : undefined });
  const asked: Asked = { settings, options, place: settings.dock ?? DOCK_PLACE };
  const usual = options['yes'] === true;
  using questions = !usual && atTerminal() ? askHere(signal) : undefined;
  const answerer: Answerer =
    questions === undefined ? { type: usual ? 'defaults' : 'nobody' } : { type: 'person', questions };
  const found = await lookUntilFound(settings, questions, signal);
  sayFound(found);
  const answers = await answersFor(found, options, answerer);
  const change = new SettingsChange();
  const open = found.type === 'closed' ? await setServer(found, answers, change) : [];
  const byHand = answers.dock ? await setDock(found, asked, change) : false;
  for (const file of change.kept) print(`What was there before lies in ${file}.`);
  if (change.kept.length === 0 && open.length === 0 && !byHand) print('Nothing had to be changed.');
  sayNext(found, answers, asked, open);
}

/** A person who can mend what is in the way is waited for. */
async function lookUntilFound(
  settings: Settings,
  questions: Questions | undefined,
  signal: AbortSignal,
): Promise<Found> {
  const secrets = { env: process.env, stdin: secretFrom(process.stdin) };
  for (;;) {
    try {
      return await lookForSetup(settings, secrets, signal);
    } catch (error) {
      if (questions === undefined || !(error instanceof ObsError) || !error.retryable) throw error;
      print(describeError(error));
      await questions.line('Press Enter when that is done (Ctrl-C leaves).');
    }
  }
}

function sayFound(found: Found): void {
  if (found.type === 'running') {
    const { version, endpoint } = found;
    const takes = endpoint.password === undefined ? 'asks for no password' : 'takes the password';
    return print(`OBS ${version} runs and ${takes} (${hostAndPort(endpoint)}).`);
  }
  const { enabled, port } = found.server;
  print(`OBS is closed; its WebSocket server is ${enabled ? `on (port ${port})` : 'off'}.`);
}

/** What is left for the person to do in OBS. */
async function setServer(
  { server }: Extract<Found, { readonly type: 'closed' }>,
  answers: Answers,
  change: SettingsChange,
): Promise<readonly string[]> {
  if (server.enabled) return [];
  if (!answers.server) return [ENABLE];
  await refuseRunning(server.folder);
  await change.switchServerOn(server);
  print(`Switched on OBS's WebSocket server (port ${server.port}).`);
  return [];
}

/** Whether the person has to add it. */
async function setDock(found: Found, { settings, place }: Asked, change: SettingsChange): Promise<boolean> {
  const url = await dockAddress({ place, tls: settings.dockCert !== undefined });
  const folder = found.type === 'closed' ? found.server.folder : found.endpoint.configured?.folder;
  const docks = folder === undefined ? undefined : await readDocks(folder, url);
  const present = docks?.state === 'present';
  const canWrite = found.type === 'closed' && docks !== undefined;
  if (present) print('The dock is in OBS already.');
  else if (canWrite) {
    await refuseRunning(found.server.folder);
    await change.replace(docks.file, docks.changed);
    print(
      docks.state === 'outdated'
        ? 'Renewed the address of the dock in OBS.'
        : 'Added the dock to OBS: it is in the menu Docks, as "momentfx".',
    );
  } else {
    print(
      'OBS writes its list of docks when it ends, so it is not changed now. Close OBS and run this again,',
    );
    print('or add the dock there: Docks → Custom Browser Docks, name "momentfx", and this URL:');
    print(`  ${url}`);
  }
  if (found.browser === false) {
    print('This OBS was built without its browser and shows no docks. Open the dock in a browser:');
    if (present || canWrite) print(`  ${url}`);
  }
  return !present && !canWrite;
}

/** @throws ObsError obs-running: what is written now would be lost when OBS ends */
async function refuseRunning(folder: string): Promise<void> {
  if ((await isObsRunning(folder)) === false) return;
  throw new ObsError(
    'obs-running',
    'OBS was started meanwhile; its settings were not changed.',
    'Close it and run this again.',
  );
}

function sayNext(found: Found, answers: Answers, asked: Asked, open: readonly string[]): void {
  const steps = [
    ...(found.type === 'closed' ? ['Start OBS.'] : []),
    ...open,
    `Run:  ${commandLine(answers, asked)}`,
    'Start streaming in OBS.',
  ];
  print('Now:');
  for (const [i, step] of steps.entries()) print(`  ${i + 1}. ${step}`);
}

/** The exact command that does what was answered. */
function commandLine({ to, dock }: Answers, { settings, options, place }: Asked): string {
  const { obsPassword } = settings;
  const words = [
    ...(dock ? ['--dock', ...(place === DOCK_PLACE ? [] : [place])] : []),
    ...(to === 'inside' || to.length === 0 ? [] : ['--to', ...to]),
    ...(options['obsPort'] === undefined ? [] : ['--obs-port', String(settings.obsPort)]),
    ...(options['obsPassword'] === undefined || obsPassword === undefined
      ? []
      : ['--obs-password', /^\{.*\}$/.test(obsPassword) ? obsPassword : '{env:OBS_PASSWORD}']),
  ];
  return [ownName(), 'obs', to === 'inside' ? 'attach' : 'relay', ...words.map(shellWord)].join(' ');
}
