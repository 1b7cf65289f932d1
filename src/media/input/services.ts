/** The names of television services: those of a transport stream's programmes. */
import { wordsAt } from './dump.ts';

/** A programme's streams, by number, and what it is called. */
export interface Service {
  readonly streams: readonly number[];
  readonly words: Readonly<Record<string, string>>;
}

/** What FFmpeg writes where nobody gave a name. */
const NO_NAME = /^(Service\d\d|FFmpeg|Libav|Unknown)$/;

/** The services that FFmpeg's description of an input names. */
export function servicesIn(messages: readonly string[]): Service[] {
  const services: { streams: number[]; words: Record<string, string> }[] = [];
  for (const [at, message] of messages.entries()) {
    if (message.startsWith('  No Program')) break;
    if (/^ {2}Program \d+ /.test(message)) {
      const named = Object.entries(wordsAt(messages, at + 1));
      const words = named.filter(([key, value]) => key.startsWith('service_') && !NO_NAME.test(value));
      services.push({ streams: [], words: Object.fromEntries(words) });
    } else if (/^ {2}Stream #\d+$/.test(message)) {
      const [, index] = /^:(\d+)$/.exec(messages[at + 1] ?? '') ?? [];
      if (index !== undefined) services.at(-1)?.streams.push(Number(index));
    }
  }
  return services;
}

/** What the programme is called that this stream belongs to. */
export const serviceOf = (services: readonly Service[], stream: number | undefined): Service['words'] =>
  services.find(({ streams }) => stream !== undefined && streams.includes(stream))?.words ?? {};
