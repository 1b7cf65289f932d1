/** The client's side of sharing: finds the shared process or starts it, and joins it. */
import { open } from 'node:fs/promises';
import { type Socket, connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { forkHere, type Fork } from '../../core/child-process.ts';
import { besides } from '../../core/entry.ts';
import type { AnalysisClient, AnalysisLimits } from '../process/api.ts';
import type { Channel } from '../process/channel.ts';
import { checkedOptions } from '../process/checks.ts';
import { clientOver } from '../process/client.ts';
import { AnalysisClosedError, AnalysisFailedError } from '../process/errors.ts';
import type { AnalysisOptions } from '../process/protocol.ts';
import { NotSharedError } from './errors.ts';
import { type Answer, answerSchema, type Claim, claimOf } from './identity.ts';
import { type SharedPlace, checkPlace, sharedPlace } from './place.ts';
import { WireReader, sendLine, sendMessage } from './wire.ts';

/** How long (ms) the process stays when its last session has left: a show that is started again finds it. */
const LINGER_MS = 60_000;
/** Starting took 0.5 s on two busy cores; loading models comes after joining. */
const JOIN_MS = 30_000;
const RETRY_MS = 50;
/** A process that was started and does not answer may have lost its machine's memory: another one is started. */
const RELAUNCH_MS = 10_000;
/** How much of the process's error output is looked at when it is gone, in bytes. */
const LAST_WORDS = 8_000;

/** How a shared process is joined. */
export interface ShareOptions {
  readonly limits?: Partial<AnalysisLimits>;
  /** Forks, where it must not be this process that does. */
  readonly fork?: Fork | undefined;
  /** As `startAnalysis` takes it. */
  readonly notice?: ((line: string) => void) | undefined;
  /** Stops joining and starting, which then rejects with AnalysisClosedError. */
  readonly signal?: AbortSignal | undefined;
  /** For tests: other places and times than the user's and the usual ones. */
  readonly folder?: string;
  readonly lingerMs?: number;
  readonly joinMs?: number;
}

/** Joined: what has come behind the process's first line goes to whoever takes the channel. */
interface Joined {
  readonly socket: Socket;
  readonly pid: number;
  readonly hear: (received: (message: unknown) => void) => void;
}

/**
 * Analysis in the process that all sessions of this user share; the first one starts it, and it ends a minute after the
 * last one has left. What one session asks gives what a process of its own would give.
 * @throws NotSharedError where the process serves another program, checkpoint or device, or can't be reached safely: the
 *   caller starts a process of its own. AnalysisStartError as `startAnalysis` does. The caller closes the client, which
 *   leaves the process to the others.
 */
export async function shareAnalysis(
  options: AnalysisOptions,
  setting: ShareOptions = {},
): Promise<AnalysisClient> {
  const checked = checkedOptions(options);
  const place = sharedPlace(setting.folder);
  await checkPlace(place);
  const joined = await join(place, await claimOf(checked), setting);
  return clientOver((received) => channelOver(joined, place, received), absolutePaths(checked), setting);
}

/** The process has a working folder of its own. */
function absolutePaths(options: AnalysisOptions): AnalysisOptions {
  const { modelFolder, encodersFolder, speech } = options;
  return {
    ...options,
    modelFolder: resolve(modelFolder),
    encodersFolder: resolve(encodersFolder),
    speech: typeof speech === 'string' ? speech : { ...speech, folder: resolve(speech.folder) },
  };
}

/** Connects, and starts the process where nobody answers. */
async function join(place: SharedPlace, claim: Claim, setting: ShareOptions): Promise<Joined> {
  const { joinMs = JOIN_MS, signal } = setting;
  const until = performance.now() + joinMs;
  let launchedAt = -Infinity;
  while (performance.now() < until) {
    if (signal?.aborted) throw new AnalysisClosedError();
    const found = await ask(place, claim, Math.max(until - performance.now(), RETRY_MS), signal);
    if (found !== undefined) return found;
    if (performance.now() - launchedAt > RELAUNCH_MS) {
      launchedAt = performance.now();
      launch(place, setting);
    }
    await sleep(RETRY_MS);
  }
  throw new NotSharedError(
    `no shared analysis process answered within ${joinMs / 1000} s`,
    `Look into ${place.log}, or use --analysis own`,
  );
}

function launch({ folder }: SharedPlace, { fork = forkHere, lingerMs = LINGER_MS }: ShareOptions): void {
  const child = fork(besides(import.meta.url, 'launch'), [folder, String(lingerMs)]);
  // What keeps it from starting shows by its absence.
  child.on('error', () => undefined);
}

/**
 * Asks whoever listens there to be let in; undefined where nobody does, or where whoever did has ended meanwhile. Throws
 * NotSharedError where it refuses, or says nothing for `ms`.
 */
function ask(
  place: SharedPlace,
  claim: Claim,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<Joined | undefined> {
  return new Promise((found, reject) => {
    const socket = connect(place.socket);
    const early: unknown[] = [];
    let hear = (message: unknown): void => void early.push(message);
    const reader = new WireReader({
      line: (value) => settle(answerSchema.safeParse(value).data),
      message: (message) => hear(message),
    });
    const give = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      outcome();
    };
    const settle = (answer: Answer | undefined): void =>
      give(() => {
        if (answer?.joined === true)
          return found({
            socket,
            pid: answer.pid,
            hear: (received) => {
              hear = received;
              early.splice(0).forEach(received);
            },
          });
        socket.destroy();
        reject(refusal(answer));
      });
    const silent = (): void =>
      give(() => {
        socket.destroy();
        reject(new NotSharedError('the shared analysis process does not answer', 'Use --analysis own'));
      });
    const stop = (): void =>
      give(() => {
        socket.destroy();
        reject(new AnalysisClosedError());
      });
    const timer = setTimeout(silent, ms);
    signal?.addEventListener('abort', stop, { once: true });
    socket.on('connect', () => sendLine(socket, claim));
    socket.on('data', (chunk) => {
      try {
        reader.push(chunk);
      } catch {
        // It speaks another language: as good as gone.
        socket.destroy();
      }
    });
    // `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => give(() => found(undefined)));
  });
}

function refusal(answer: Answer | undefined): NotSharedError {
  const nextStep = 'End the other sessions first where all should share one process';
  if (answer === undefined || answer.joined)
    return new NotSharedError('the shared analysis process is of another version', nextStep);
  return new NotSharedError(`the shared analysis process (pid ${answer.pid}): ${answer.why}`, nextStep);
}

function channelOver(
  { socket, pid, hear }: Joined,
  { log }: SharedPlace,
  received: (message: unknown) => void,
): Channel {
  // What comes from now on is heard after the client that is being made has been made.
  queueMicrotask(() => hear(received));
  const ended = new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
  return {
    pid,
    send: (message) => sendMessage(socket, message),
    kill() {
      try {
        // It is there as long as the connection is, so the number is still its own.
        if (!socket.closed) process.kill(pid, 'SIGKILL');
      } catch {
        // Gone in this very moment.
      }
      socket.destroy();
    },
    abandon: () => void socket.destroy(),
    ended: ended.then(async () => AnalysisFailedError.gone(await lastWordsIn(log))),
  };
}

/** The end of the process's error output; empty where there is none. */
async function lastWordsIn(log: string): Promise<string> {
  try {
    await using file = await open(log);
    const { size } = await file.stat();
    const from = Math.max(0, size - LAST_WORDS);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}
