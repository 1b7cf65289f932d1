/** What the log says of each event: one place for levels, messages and facts. Times in seconds. */
import { basename } from 'node:path';
import type { LiveEvent } from '../events.ts';
import { toSeconds, type Micros } from '../../../streams/time.ts';
import type { PlacedMoment } from '../../../streams/values.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Entry {
  readonly level: Level;
  /** Always the same for its kind of event, so that it can be searched for. */
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** It may come many times a second: entries of the same key are added up, by `count`. */
  readonly repeats?: { readonly key: string; readonly count: number };
}

const seconds = (time: Micros): number => Math.round(toSeconds(time) * 1000) / 1000;
const short = (probability: number): number => Math.round(probability * 1e4) / 1e4;

const about = ({ start, sfx, tag, probability, subtitle }: PlacedMoment): Record<string, unknown> => ({
  at: seconds(start),
  sfx,
  tag,
  probability: short(probability),
  ...(subtitle === undefined ? {} : { subtitle }),
});

const retry = (retryInMs: number | undefined): Record<string, unknown> =>
  retryInMs === undefined ? {} : { retryIn: retryInMs / 1000 };

/** The log entry of an event. */
export function entryOf(event: LiveEvent): Entry {
  const entry = (level: Level, message: string, facts: Record<string, unknown> = {}): Entry => ({
    level,
    message,
    facts,
  });
  const repeated = (
    level: Level,
    message: string,
    facts: Record<string, unknown>,
    key: string,
    count = 1,
  ): Entry => ({ level, message, facts, repeats: { key: `${event.type} ${key}`, count } });
  switch (event.type) {
    case 'started': {
      const { version, input, outputs, delay, threshold } = event;
      return entry('info', 'started', { version, input, outputs, delay: seconds(delay), threshold });
    }
    case 'input-open':
      return entry('info', 'input connected', {
        leg: event.leg,
        at: seconds(event.at),
        summary: event.summary,
      });
    case 'input-lost': {
      const { reason, at, retryInMs } = event;
      return entry('warn', 'input lost', { reason, at: seconds(at), ...retry(retryInMs) });
    }
    case 'input-retry': {
      const { attempt, reason, retryInMs } = event;
      return entry('warn', 'input not there yet', { attempt, reason, ...retry(retryInMs) });
    }
    case 'input-jump': {
      const { kind, by, at } = event;
      return repeated(
        'warn',
        'input time stamps set straight',
        { kind, by: by / 1e6, at: seconds(at) },
        kind,
      );
    }
    case 'input-gap': {
      const { at, length } = event;
      return repeated(
        'warn',
        'sound missing, silence put in',
        { at: seconds(at), length: seconds(length) },
        '',
      );
    }
    case 'output-connecting':
      return entry('debug', 'output connecting', { output: event.output, attempt: event.attempt });
    case 'output-open': {
      const { output, afterMs, file } = event;
      const other = file !== undefined && !output.endsWith(basename(file));
      return entry('info', 'output connected', {
        output,
        after: Math.round(afterMs) / 1000,
        ...(other ? { file } : {}),
      });
    }
    case 'output-lost': {
      const { output, reason, message, retryInMs } = event;
      const final = retryInMs === undefined;
      return entry(final ? 'error' : 'warn', final ? 'output gone for good' : 'output lost', {
        output,
        reason,
        message,
        ...retry(retryInMs),
      });
    }
    case 'output-dropped': {
      const { output, packets, reason } = event;
      return repeated('warn', 'packets dropped', { output, reason }, `${output} ${reason}`, packets);
    }
    case 'output-closed':
      return entry('info', 'output closed', { output: event.output });
    case 'analysis-up': {
      const { pid, device, tookMs } = event;
      return entry('info', 'analysis ready', { pid, device, took: Math.round(tookMs) / 1000 });
    }
    case 'analysis-down': {
      const { code, message, retryInMs } = event;
      const final = retryInMs === undefined;
      return entry(final ? 'error' : 'warn', final ? 'analysis gone for good: no effects' : 'analysis down', {
        code,
        message,
        ...retry(retryInMs),
      });
    }
    case 'speech-skipped': {
      const { start, end } = event;
      return repeated('warn', 'speech skipped', { start: seconds(start), end: seconds(end) }, '');
    }
    case 'subtitle': {
      const { id, start, end, text, final } = event.subtitle;
      return entry('debug', 'words', { id, start: seconds(start), end: seconds(end), final, text });
    }
    case 'retracted':
      return entry('debug', 'words retracted', { id: event.id });
    case 'window': {
      const { index, end, moments, tookMs } = event.window;
      return entry('debug', 'window seen', {
        index,
        end: seconds(end),
        moments: moments.length,
        took: Math.round(tookMs) / 1000,
      });
    }
    case 'window-dropped':
      return repeated('warn', 'window not seen', { reason: event.reason, index: event.index }, event.reason);
    case 'cue': {
      const { id, at, sfx, tag, score, subtitle } = event.cue;
      return entry('info', 'effect', {
        id,
        at: seconds(at),
        sfx,
        tag,
        score: short(score),
        ...(event.margin === undefined ? {} : { margin: seconds(event.margin) }),
        ...(subtitle === undefined ? {} : { subtitle }),
      });
    }
    case 'rejected':
      return entry(event.reason === 'vetoed' ? 'info' : 'debug', 'no effect', {
        reason: event.reason,
        ...about(event.moment),
      });
    case 'suppressed':
      return entry('debug', 'sighting set aside', { reason: event.reason, ...about(event.moment) });
    case 'upcoming':
      return entry('debug', 'effect may come', { id: event.id, ...about(event.moment) });
    case 'withdrawn':
      return entry('debug', 'effect will not come', { id: event.id });
    case 'ignored':
      return entry('warn', 'order about an unknown moment', { command: event.command });
    case 'language':
      return entry('info', 'language', { language: event.language, known: event.known });
    case 'command':
      return entry('info', 'order', { command: event.command });
    case 'played':
      return entry('debug', 'effect played', { id: event.id, at: seconds(event.at) });
    case 'not-played':
      return repeated('warn', 'effect not played', { id: event.id, reason: event.reason }, event.reason);
    case 'delay-changed': {
      const { from, to, cut } = event;
      return entry('info', 'delay changed', { from: seconds(from), to: seconds(to), cut: seconds(cut) });
    }
    case 'hold':
      return entry('warn', event.on ? 'holding the last picture' : 'hold over', { at: seconds(event.at) });
    case 'stopping':
      return entry('info', 'stopping');
    case 'stopped':
      return entry('info', 'stopped');
  }
}
