/** A real OBS, without a screen: it shows a file over and over, and streams where it is told to. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { freePort } from './ports.ts';
import { within } from './within.ts';

export const hasObs: boolean = existsSync('/usr/bin/obs') && existsSync('/usr/bin/Xvfb');

export interface Obs extends AsyncDisposable {
  /** Of its WebSocket server. */
  readonly port: number;
  /** What its current profile keeps of its stream service, as text; absent before it was set. */
  service(): string | undefined;
  /** A request of obs-websocket 5 and its answer. Rejects when OBS refuses it. */
  ask(type: string, data?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Closes it as its user does: it writes its settings, then ends. */
  quit(): Promise<void>;
}

/** How it is started. */
export interface ObsOptions {
  /** Of its WebSocket server; any free one by default. */
  readonly port?: number;
  /** With the settings that are in its folder, its port among them, instead of those of the test. */
  readonly kept?: boolean;
  /** Variables besides those of the test, such as where PulseAudio is. */
  readonly env?: Readonly<Record<string, string>>;
}

/** It answers before it has drawn all its windows. */
const SETTLED_MS = 1_500;
/** Of its WebSocket server; OBS's configuration holds it, too. */
export const OBS_PASSWORD = 'a password of the test';
/** Small pictures: everything is drawn and coded by the processor here. */
const PROFILE = `[General]
Name=Untitled
[Output]
Mode=Simple
[SimpleOutput]
VBitrate=600
ABitrate=128
StreamEncoder=x264
Preset=ultrafast
[Video]
BaseCX=320
BaseCY=180
OutputCX=320
OutputCY=180
FPSType=0
FPSCommon=30
[Audio]
SampleRate=48000
ChannelSetup=Stereo
`;

const configuration = (port: number): string => `[General]
FirstRun=true
[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort=${port}
AlertsEnabled=false
AuthRequired=true
ServerPassword=${OBS_PASSWORD}
`;

/**
 * Starts OBS with its settings in `folder`, an existing scratch folder, which is its user's home. Takes up to 20 s on a busy
 * machine. Disposing of it ends it as a crash does; another one in the same folder and at the same port is the same OBS,
 * started again.
 */
export async function startObs(folder: string, options: ObsOptions = {}): Promise<Obs> {
  const children: ChildProcess[] = [];
  const end = (): void => children.forEach((child) => void child.kill('SIGKILL'));
  process.on('exit', end);
  const close = async (): Promise<void> => {
    process.off('exit', end);
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  };
  try {
    const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(screen);
    const [number] = (await within(once(screen.stdout, 'data'), 20_000, 'a screen')) as [Buffer];
    const port = options.port ?? (await freePort());
    const settings = join(folder, '.config', 'obs-studio');
    if (options.kept !== true) {
      mkdirSync(join(settings, 'basic', 'profiles', 'Untitled'), { recursive: true });
      writeFileSync(join(settings, 'global.ini'), configuration(port));
      writeFileSync(join(settings, 'basic', 'profiles', 'Untitled', 'basic.ini'), PROFILE);
    }
    const { PATH, LANG = 'C.UTF-8' } = process.env;
    const obs = spawn('obs', ['--minimize-to-tray', '--disable-updater', '--multi'], {
      env: {
        ...(PATH === undefined ? {} : { PATH }),
        LANG,
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        DISPLAY: `:${number.toString().trim()}`,
        LIBGL_ALWAYS_SOFTWARE: '1',
        QT_QPA_PLATFORM: 'xcb',
        ...options.env,
      },
      stdio: 'ignore',
    });
    children.push(obs);
    const socket = await within(connect(port, obs), 40_000, 'OBS at its socket');
    const file = join(settings, 'basic', 'profiles', 'Untitled', 'service.json');
    return {
      ...socket,
      port,
      service: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
      async quit() {
        socket.hangUp();
        // It closes its window inside the signal's handler, and stands still for ever if it was busy then.
        await sleep(SETTLED_MS);
        const gone = once(obs, 'exit');
        obs.kill('SIGINT');
        await within(gone, 20_000, 'the end of OBS');
        await close();
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const messageSchema = z.object({ op: z.number(), d: z.record(z.string(), z.unknown()) });
const helloSchema = z.object({ authentication: z.object({ challenge: z.string(), salt: z.string() }) });
const answerSchema = z.object({
  requestId: z.string(),
  requestStatus: z.object({ result: z.boolean(), code: z.number(), comment: z.string().optional() }),
  responseData: z.record(z.string(), z.unknown()).optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** The way to ask it. */
interface Asking extends Pick<Obs, 'ask'> {
  hangUp(): void;
}

async function connect(port: number, obs: ChildProcess): Promise<Asking> {
  for (;;) {
    if (obs.exitCode !== null) throw new Error(`OBS ended with ${obs.exitCode}`);
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    try {
      return await identify(socket);
    } catch {
      // It does not listen yet.
      socket.terminate();
      await sleep(200);
    }
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Hello, identify, identified: then requests and answers. */
async function identify(socket: WebSocket): Promise<Asking> {
  const waiting = new Map<string, (answer: Answer) => void>();
  const ready = Promise.withResolvers<void>();
  socket.on('error', (error) => ready.reject(error));
  socket.on('close', () => ready.reject(new Error('closed')));
  const send = (op: number, d: object): void => socket.send(JSON.stringify({ op, d }));
  socket.on('message', (data: Buffer) => {
    const { op, d } = messageSchema.parse(JSON.parse(data.toString()));
    if (op === 0) {
      const { challenge, salt } = helloSchema.parse(d).authentication;
      send(1, {
        rpcVersion: 1,
        eventSubscriptions: 0,
        authentication: hash(hash(OBS_PASSWORD + salt) + challenge),
      });
    } else if (op === 2) ready.resolve();
    else if (op === 7) {
      const answer = answerSchema.parse(d);
      waiting.get(answer.requestId)?.(answer);
      waiting.delete(answer.requestId);
    }
  });
  await ready.promise;
  let count = 0;
  return {
    hangUp: () => socket.close(),
    async ask(type, data = {}) {
      const requestId = String((count += 1));
      const answered = new Promise<Answer>((resolve) => waiting.set(requestId, resolve));
      send(6, { requestType: type, requestId, requestData: data });
      const { requestStatus, responseData } = await within(answered, 10_000, type);
      if (!requestStatus.result)
        throw new Error(`${type}: ${requestStatus.code} ${requestStatus.comment ?? ''}`);
      return responseData ?? {};
    },
  };
}
