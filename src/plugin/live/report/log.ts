/** The structured log: JSON lines, or plain ones for people. */
import pino from 'pino';
import { printable } from '../../../core/printable.ts';
import { REDACTED } from '../../../core/stream-url.ts';
import type { LiveEvent } from '../events.ts';
import type { Level } from '../events/columns.ts';
import { entryOf, type Entry } from './log-entries.ts';
import { createSink } from './sink.ts';
import { redactValue } from './text.ts';

/** How much is logged, in which form, and where to. */
export interface LogOptions {
  readonly level: Level;
  readonly format?: 'json' | 'text';
  /** Takes whole lines with their ends; by default standard error. */
  readonly destination?: { write(line: string): void };
}

/** A session's log. */
export interface LiveLog {
  /** A line beside those of events. */
  say(level: Level, message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** Says what has been added up, and waits until it is written, for at most a second. */
  close(): Promise<void>;
  /** For `logEvent`. */
  readonly sums: Map<string, Sum>;
}

/** Entries of one key since the last line about them. */
interface Sum {
  /** When that line was written, in ms of the wall clock. */
  saidAt: number;
  count: number;
  /** The newest that no line has told. */
  entry: Entry | undefined;
}

/** What repeats gets a line at most this often, ms. */
const REPEAT_MS = 1000;
/** Values under these names are secret, wherever they come from. */
const SECRET = ['key', 'password', 'passphrase', 'token', 'secret', 'streamKey'];

/**
 * The log. Addresses in any text are shown without their keys, and values named like a secret not at all. Lines that
 * nobody reads are dropped, never waited for.
 */
export function createLog(options: LogOptions): LiveLog {
  const sink =
    options.destination === undefined
      ? createSink(process.stderr.fd, { missing: options.format === 'json' ? missingJson : missingText })
      : undefined;
  const destination = options.destination ?? sink ?? { write: () => undefined };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: REDACTED },
    },
    options.format === 'json' ? destination : { write: (line: string) => destination.write(plainLine(line)) },
  );
  const sums = new Map<string, Sum>();
  const log: LiveLog = {
    sums,
    say: (level, message, facts = {}) => logger[level](redactValue(facts), redactValue(message)),
    async close() {
      saySums(log, Infinity);
      await sink?.close();
    },
  };
  return log;
}

/** Tells an event. What repeats is counted first and said at most once a second, with its sum as `count`. */
export function logEvent(log: LiveLog, event: LiveEvent): void {
  const entry = entryOf(event);
  const { repeats } = entry;
  if (repeats === undefined) log.say(entry.level, entry.message, entry.facts);
  else {
    const sum = log.sums.get(repeats.key) ?? { saidAt: -Infinity, count: 0, entry: undefined };
    sum.count += repeats.count;
    sum.entry = entry;
    log.sums.set(repeats.key, sum);
  }
  saySums(log, event.type === 'stopped' ? Infinity : event.wall);
}

function saySums(log: LiveLog, now: number): void {
  for (const sum of log.sums.values()) {
    const { entry, count } = sum;
    if (entry === undefined || now - sum.saidAt < REPEAT_MS) continue;
    log.say(entry.level, entry.message, { ...entry.facts, count });
    sum.saidAt = now;
    sum.count = 0;
    sum.entry = undefined;
  }
}

const MISSING = 'log lines are missing: they could not be written';

/** The line of a text log that stands where so many are missing. */
export const missingText = (count: number): string => plainLine(missingJson(count));

const missingJson = (count: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg: MISSING, count })}\n`;

/** `12:34:56.789 warn  output lost  output=rtmp://… reason=reset` from a line of JSON. */
function plainLine(json: string): string {
  const { level, time, msg, ...facts } = JSON.parse(json) as Record<string, unknown>;
  const clock = String(time).slice(11, 23);
  const rest = Object.entries(facts).map(([name, value]) => `${name}=${plainValue(value)}`);
  const line = [`${clock} ${String(level).padEnd(5)} ${String(msg)}`, rest.join(' ')].join('  ').trimEnd();
  return `${printable(line)}\n`;
}

function plainValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof value === 'string' && /[\s"=]|^$/.test(text) ? JSON.stringify(text) : text;
}
