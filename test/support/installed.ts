/** The package as a person gets it: packed, installed by npm into an empty folder by an ordinary user, run offline. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { subfolder, type Outcome } from './cli.ts';
import { scratch } from './scratch.ts';
import { FILE_LIMIT_MS } from './file-limit.ts';
import { within } from './within.ts';

const root = join(import.meta.dirname, '..', '..');
/** `nobody` on Debian: an ordinary user without a home of its own. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Packing builds and compresses 150 MB; installing fetches 180 MB, twice as long on a busy machine. */
const STEP_LIMIT_MS = 240_000;
/** Before the runner ends the file: whatever takes too long is named. */
const ALL_LIMIT_MS = FILE_LIMIT_MS - 10_000;

/** How long the next step may take, of the time that the file has. */
const stepLimit = (): number => Math.max(1, Math.min(STEP_LIMIT_MS, ALL_LIMIT_MS - performance.now()));

/** What surrounds the installation. */
export interface Installed {
  /** The folder that npm was called in; blanks and brackets in its path. */
  readonly folder: string;
  /** The package inside it. */
  readonly package: string;
  /** Runs a command of that user there, cut off from every network where `canBeOffline`. */
  run(command: string, args: readonly string[]): Promise<Outcome>;
}

/** The machine's environment less what a developer's shell, npm or this test run have put into it. */
function plainEnvironment(home: string, node: string): NodeJS.ProcessEnv {
  const hidden = /^(npm_|MOMENTFX_|ONNXRUNTIME_|SKIP_|XDG_|NODE_OPTIONS|UV_|MALLOC_|INIT_CWD)/i;
  const kept = Object.entries(process.env).filter(([name]) => !hidden.test(name));
  const path = [dirname(node), ...(process.env['PATH'] ?? '').split(delimiter).filter(isOutside)];
  return { ...Object.fromEntries(kept), HOME: home, PATH: path.join(delimiter) };
}

/** Nothing of the checkout may help. */
const isOutside = (folder: string): boolean => !folder.startsWith(root);

/** This Node where that user can reach it: a checkout may lie in a folder that is root's alone. */
function reachableNode(folder: string): string {
  const node = join(subfolder(folder, 'node/bin'), 'node');
  try {
    linkSync(process.execPath, node);
  } catch {
    // On another disk.
    copyFileSync(process.execPath, node);
  }
  return node;
}

/** Whether commands can be cut off from every network: in some containers nobody may. */
export const canBeOffline: boolean = spawnSync('unshare', ['-n', 'true']).status === 0;
const offline: readonly string[] = canBeOffline ? ['unshare', '-n'] : [];
const asNobody: readonly string[] = isRoot
  ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
  : [];

function owned(folder: string): string {
  mkdirSync(folder, { recursive: true });
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

/** Packs the checkout and installs the package. Nothing but the machine's own npm settings says from where. */
export async function packAndInstall(): Promise<Installed> {
  const base = scratch('installed');
  chmodSync(base, 0o755);
  const env = plainEnvironment(owned(join(base, 'home')), reachableNode(base));
  const [program = '', ...words] = ['npm', 'pack', '--silent', '--pack-destination', base];
  const packed = execFileSync(program, words, { cwd: root, encoding: 'utf8', timeout: stepLimit() });
  const tarball = join(base, basename(packed.trim().split('\n').at(-1) ?? ''));
  chmodSync(tarball, 0o644);
  const folder = owned(join(base, 'a show [2] (live)'));
  const settings = execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8' }).trim();
  if (existsSync(settings)) {
    // It may hold a token: for that user's eyes alone.
    const copy = join(base, 'home', '.npmrc');
    writeFileSync(copy, readFileSync(settings), { mode: 0o600 });
    if (isRoot) chownSync(copy, NOBODY, NOBODY);
  }
  const call = (before: readonly string[], command: string, args: readonly string[]): Promise<Outcome> =>
    outcomeOf([...before, ...asNobody, command, ...args], { cwd: folder, env });
  const installing = await call([], 'npm', ['i', tarball]);
  if (installing.code !== 0) throw new Error(`npm i failed: ${installing.stderr}`);
  return {
    folder,
    package: join(folder, 'node_modules', 'momentfx'),
    run: (command, args) => call(offline, command, args),
  };
}

function outcomeOf(
  [program = '', ...words]: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Outcome> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
  });
  return within(ended, stepLimit(), words.join(' ')).finally(() => child.kill('SIGKILL'));
}

/** Bytes on the disk, as `du` counts them. */
export function diskUse(path: string): number {
  const { blocks } = lstatSync(path);
  const inside = lstatSync(path).isDirectory() ? readdirSync(path) : [];
  return blocks * 512 + inside.reduce((sum, name) => sum + diskUse(join(path, name)), 0);
}

/** The packages that npm installed in a folder, and whether each has an install script. */
export function installedPackages(folder: string): { readonly name: string; readonly script: boolean }[] {
  const text = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, { hasInstallScript?: boolean }> };
  return Object.entries(packages).map(([name, { hasInstallScript }]) => ({
    name,
    script: hasInstallScript === true,
  }));
}
