/** A PulseAudio server of the test's own, with null sinks whose monitors can be recorded. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { endChild } from './end-child.ts';

export interface PulseServer extends AsyncDisposable {
  /** For clients: `PULSE_SERVER` and the like. */
  readonly env: Readonly<Record<string, string>>;
  /** Adds a null sink; gives its module's number. */
  addSink(name: string): string;
  /** Removes a module, such as a null sink. */
  unload(module: string): void;
  /** What the sink plays, from now on, as 32-bit floats; `end` gives all of it. */
  record(sink: string, rate: number, channels: number): Promise<{ end(): Promise<Float32Array> }>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const SINK_FORMAT = 'rate=48000 channels=2 format=float32le';

/** Starts a server in `folder`, an existing scratch folder, with null sinks of these names. */
export async function startPulse(folder: string, sinks: readonly string[]): Promise<PulseServer> {
  const home = join(folder, 'home');
  const socket = join(folder, 'pulse.socket');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const script = join(folder, 'pulse.pa');
  const load = sinks.map((name) => `load-module module-null-sink sink_name=${name} ${SINK_FORMAT}\n`);
  writeFileSync(
    script,
    `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1\n${load.join('')}`,
  );
  const env = {
    HOME: home,
    // What was pulled or made once is found all the same.
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    XDG_RUNTIME_DIR: home,
    PULSE_RUNTIME_PATH: home,
    PULSE_SERVER: `unix:${socket}`,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
  const all = { ...process.env, ...env };
  const pactl = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('pactl', args, {
      env: all,
      encoding: 'utf8',
      timeout: 5_000,
    });
    if (status !== 0) throw new Error(`pactl ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  let child: ChildProcess | undefined;
  const end = (): void => void child?.kill('SIGKILL');
  process.on('exit', end);
  const server: PulseServer = {
    env,
    addSink: (name) =>
      pactl('load-module', 'module-null-sink', `sink_name=${name}`, ...SINK_FORMAT.split(' ')),
    unload: (module) => void pactl('unload-module', module),
    record: (sink, rate, channels) => record(all, sink, rate, channels),
    async start() {
      rmSync(socket, { force: true });
      child = spawn(
        'pulseaudio',
        [
          '-n',
          '--daemonize=no',
          '--exit-idle-time=-1',
          '--use-pid-file=no',
          '--realtime=no',
          '--high-priority=no',
          '-F',
          script,
        ],
        {
          env: all,
          stdio: 'ignore',
        },
      );
      for (let tries = 0; tries < 200 && !answers(all, socket); tries += 1) {
        if (child.exitCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      if (!answers(all, socket)) throw new Error('PulseAudio does not answer');
    },
    async stop() {
      const running = child;
      child = undefined;
      await endChild(running);
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      process.off('exit', end);
    },
  };
  await server.start();
  return server;
}

const answers = (env: NodeJS.ProcessEnv, socket: string): boolean =>
  existsSync(socket) && spawnSync('pactl', ['info'], { env, timeout: 2_000, stdio: 'ignore' }).status === 0;

async function record(
  env: NodeJS.ProcessEnv,
  sink: string,
  rate: number,
  channels: number,
): Promise<{ end(): Promise<Float32Array> }> {
  const child = spawn(
    'parec',
    [
      `--device=${sink}.monitor`,
      '--raw',
      '--format=float32le',
      `--rate=${rate}`,
      `--channels=${channels}`,
      '--latency-msec=20',
    ],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const parts: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => parts.push(data));
  const end = (): void => void child.kill('SIGKILL');
  process.on('exit', end);
  // A monitor always plays, if only silence: the first data say that it listens.
  await once(child.stdout, 'data');
  return {
    async end() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      process.off('exit', end);
      const bytes = Buffer.concat(parts);
      return new Float32Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / 4));
    },
  };
}
