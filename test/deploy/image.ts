/**
 * Builds deploy/Dockerfile without Docker, where no daemon runs: each stage is a bare Debian 12 (debootstrap) in a folder,
 * each RUN a command in it. Minutes and 4 GB, as root, so it is no part of the tests.
 *
 * node scripts/run.mjs test/deploy/image.ts FOLDER [-- COMMAND…]    COMMAND: what is run in the image then, as its user; default: doctor
 *
 * Where packages come from is this machine's own affair: DEBIAN_MIRROR if set, the settings of npm and pip, and who may have
 * signed certificates. All that is lent to the build, so what it makes is for trials and not for others.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { deploy, root } from './compose.ts';
import { contextFilter, readDockerfile, type Instruction, type Stage } from './dockerfile.ts';

const DEBIAN = 'bookworm';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What a build may know of this machine. */
const LENT_FILES = ['/etc/resolv.conf', '/etc/hosts', '/etc/pip.conf', '/usr/local/share/ca-certificates'];
const LENT_VARIABLES = /^(https?_proxy|no_proxy|(npm_config|PIP|SSL|NODE_EXTRA)_\w+)$/i;

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): void =>
  void execFileSync(command, args, { stdio: 'inherit', env });

/** A stage on its way. */
interface Room {
  readonly folder: string;
  readonly env: Record<string, string>;
  workdir: string;
  user: string;
  entry: readonly string[];
}

/** A Debian as the image `debian:12-slim` has it: the least that apt can begin with. */
function makeBase(folder: string): string {
  const base = join(folder, 'base');
  if (existsSync(join(base, 'etc/debian_version'))) return base;
  const aside = `${base}.part`;
  rmSync(aside, { recursive: true, force: true });
  const mirror = process.env['DEBIAN_MIRROR'];
  run('debootstrap', ['--variant=minbase', DEBIAN, aside, ...(mirror === undefined ? [] : [mirror])]);
  renameSync(aside, base);
  return base;
}

/** Gives a room what the build is lent; the returned function takes it away. */
function lend(room: string): () => void {
  const home = join(room, 'root');
  const files = [
    ...LENT_FILES.filter((path) => existsSync(path)).map((path) => [path, join(room, path)] as const),
    ...['.npmrc', '.config/pip/pip.conf', '.pip/pip.conf']
      .filter((name) => existsSync(join(homedir(), name)))
      .map((name) => [join(homedir(), name), join(home, name)] as const),
  ];
  for (const [from, to] of files) cpSync(from, to, { recursive: true, dereference: true });
  return () => {
    for (const [, to] of files) if (to.startsWith(home)) rmSync(to, { force: true });
  };
}

/**
 * In a mount space of the command's own, which ends with it: what is mounted into a room can be met by nobody who clears that
 * room away.
 */
const ENTER =
  'for each in proc sys dev; do mount --rbind "/$each" "$0/$each" || exit 1; done; exec chroot "$@"';

function inside({ folder, env, workdir, user }: Room, words: readonly string[]): number {
  const lent = Object.entries(process.env).filter(([name]) => LENT_VARIABLES.test(name));
  const all = { PATH, HOME: user === '' ? '/root' : '/var/lib/momentfx', ...env };
  const given = [...lent, ...Object.entries(all)].map(([name, value]) => `${name}=${value}`);
  const who = user === '' ? [] : [`--userspec=${user}`];
  const start = ['env', '-i', ...given, 'sh', '-c', 'cd "$0" && exec "$@"', workdir, ...words];
  const enter = ['--mount', 'sh', '-c', ENTER, folder, ...who, folder, ...start];
  const { status } = spawnSync('unshare', enter, { stdio: 'inherit' });
  return status ?? 1;
}

function copy({ text, flags }: Instruction, room: Room, stages: ReadonlyMap<string, string>): void {
  const words = text.split(' ');
  const target = join(room.folder, resolve(room.workdir, words.at(-1) ?? ''));
  const stage = flags['from'] === undefined ? undefined : stages.get(flags['from']);
  const isSeen = contextFilter(deploy('Dockerfile.dockerignore'));
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  for (const word of words.slice(0, -1)) {
    if (stage !== undefined) {
      const found = globSync(join(stage, word));
      if (found.length === 0) throw new Error(`COPY: there is no ${word} in ${flags['from']}`);
      for (const path of found) cpSync(path, target, { recursive: true, verbatimSymlinks: true });
    } else if (word === '.') {
      // Files that git does not know are no part of what anybody else would build.
      for (const path of tracked.filter((name) => isSeen(name) && existsSync(join(root, name))))
        cpSync(join(root, path), join(target, path), { verbatimSymlinks: true });
    } else cpSync(join(root, word), target);
  }
  if (flags['chown'] !== undefined) run('chown', ['-R', flags['chown'], target]);
}

const list = (text: string): readonly string[] => JSON.parse(text) as string[];

function step(instruction: Instruction, room: Room, stages: ReadonlyMap<string, string>): void {
  const { name, text } = instruction;
  console.log(`[image] ${name} ${text.slice(0, 150)}`);
  switch (name) {
    case 'ENV':
      for (const [, key = '', value = ''] of text.matchAll(/(\S+)=(\S+)/g)) room.env[key] = value;
      return;
    case 'WORKDIR':
      room.workdir = text;
      mkdirSync(join(room.folder, text), { recursive: true });
      return;
    case 'USER':
      room.user = text;
      return;
    case 'COPY':
      return copy(instruction, room, stages);
    case 'RUN':
      if (inside(room, ['sh', '-c', text]) !== 0) throw new Error(`RUN failed: ${text}`);
      return;
    case 'ENTRYPOINT':
      room.entry = list(text);
      return;
    case 'FROM':
    case 'CMD':
    case 'STOPSIGNAL':
    case 'HEALTHCHECK':
  }
}

function build(stage: Stage, folder: string, stages: ReadonlyMap<string, string>): Room {
  const place = join(folder, stage.name ?? 'image');
  rmSync(place, { recursive: true, force: true });
  run('cp', ['-a', makeBase(folder), place]);
  const room: Room = { folder: place, env: {}, workdir: '/', user: '', entry: [] };
  const giveBack = lend(place);
  try {
    for (const instruction of stage.steps) step(instruction, room, stages);
  } finally {
    giveBack();
  }
  return room;
}

const words = process.argv.slice(2);
const at = words.indexOf('--');
const folder = resolve(words[0] ?? 'out/image');
const command = at < 0 ? ['doctor'] : words.slice(at + 1);
mkdirSync(folder, { recursive: true });
const stages = new Map<string, string>();
let image: Room | undefined;
for (const stage of readDockerfile(deploy('Dockerfile'))) {
  image = build(stage, folder, stages);
  if (stage.name !== undefined) stages.set(stage.name, image.folder);
}
if (image === undefined) throw new Error('the Dockerfile has no stage');
const size = execFileSync('du', ['-sm', image.folder], { encoding: 'utf8' }).split('\t')[0];
console.log(`[image] ${image.folder}: ${size} MB; ${[...image.entry, ...command].join(' ')}`);
const giveBack = lend(image.folder);
try {
  process.exitCode = inside(image, [...image.entry, ...command]);
} finally {
  giveBack();
}
