/** The door of a fleet: what is submitted becomes a job's intent, or is refused with one line. */
import { extname, resolve } from 'node:path';
import { z } from 'zod';
import { Address, fileOf } from '../../core/stream-url.ts';
import { containerFor } from '../../media/output/containers.ts';
import { resolveSettings } from '../config/options.ts';
import { plainSecretIn } from '../session/secrets.ts';
import { FleetError } from './errors.ts';
import { DECORATE_SETTINGS, readIntent, type DecorateIntent } from './intent.ts';
import { jobIdOf } from './queues.ts';
import { digestOf, isSealed, KEY_VARIABLE, seal, type FleetKey } from './sealing.ts';

/** A recording to decorate, as a person or program asks for it. */
export interface DecorateWork {
  /** A file (of a folder that the workers have, too) or an address. */
  readonly input: string;
  /** A file, or an http(s) address that takes a PUT, such as a presigned one. */
  readonly output: string;
  readonly cues?: string | undefined;
  readonly fromCues?: string | undefined;
  /** The options of `momentfx decorate`, as text. */
  readonly settings?: Readonly<Partial<Record<(typeof DECORATE_SETTINGS)[number], string>>> | undefined;
  /** What tells this job from others; absent: all of the above. The same key runs once. */
  readonly key?: string | undefined;
}

/** A job as it goes into the queue. */
export interface PreparedJob {
  readonly id: string;
  readonly intent: DecorateIntent;
}

/** Where relative names begin, and what seals addresses. */
export interface SubmissionPlace {
  readonly folder: string;
  readonly key: FleetKey | undefined;
}

const PLACEHOLDER_FIRST = /^\{(env|file):/;

/**
 * Checks what is asked and makes a job of it: file names become absolute, addresses with secrets in plain are sealed where
 * there is a key, and refused where there is none.
 * @throws FleetError bad-job, secret-in-plain; UsageError bad-setting; MediaError output-unknown-container
 */
export function prepareJob(work: DecorateWork, place: SubmissionPlace): PreparedJob {
  const { settings = {}, key } = work;
  // Nothing of this machine's configuration: the workers have their own.
  resolveSettings(settings, {}, '');
  const asked = {
    input: named(work.input, 'input', place),
    output: named(work.output, 'output', place),
    ...optional('cues', work.cues, place),
    ...optional('fromCues', work.fromCues, place),
    settings: absoluteSettings(settings, place),
  };
  checkOutput(asked.output);
  if (asked.input === asked.output) throw bad('Input and output are the same.', 'Name another output.');
  if (asked.cues !== undefined && fileOf(asked.cues) === undefined)
    throw bad(`--cues ${asked.cues} is no file.`, 'Name a file.');
  // By what was asked, not by how it was sealed: that is different each time.
  const digest = digestOf(key ?? JSON.stringify(asked), place.key);
  const closed = (text: string, what: string): string => withoutSecrets(text, what, place);
  const intent = readIntent({
    version: 1,
    kind: 'decorate',
    ...asked,
    input: closed(asked.input, 'The input'),
    output: closed(asked.output, 'The output'),
    settings: Object.fromEntries(
      Object.entries(asked.settings).map(([name, value]) => [name, refuseSecrets(value, `--${name}`)]),
    ),
    ...(key === undefined ? {} : { key: refuseSecrets(key, 'The key') }),
  });
  return { id: jobIdOf(digest), intent };
}

/** The number of the job that was submitted with this key. */
export const idForKey = (key: string, fleet: FleetKey | undefined): string => jobIdOf(digestOf(key, fleet));

const bad = (what: string, nextStep: string): FleetError => new FleetError('bad-job', what, nextStep);

/** A file name as it is on every machine; an address as it is. */
function named(text: string, what: string, { folder }: SubmissionPlace): string {
  if (text.trim() === '') throw bad(`The ${what} has no name.`, 'Name a file or an address.');
  if (text.includes('{stdin}'))
    throw bad(`The ${what} names {stdin}, which a worker has not.`, 'Use {env:NAME} or {file:PATH}.');
  if (isSealed(text) || PLACEHOLDER_FIRST.test(text)) return text;
  const file = fileOf(text);
  if (file === undefined && what !== 'input' && what !== 'output')
    throw bad(`--${what} is no file.`, 'Name a file.');
  return file === undefined ? text : resolve(folder, file);
}

const optional = <Name extends 'cues' | 'fromCues'>(
  name: Name,
  text: string | undefined,
  place: SubmissionPlace,
): Partial<Record<Name, string>> =>
  text === undefined ? {} : ({ [name]: named(text, name, place) } as Record<Name, string>);

/** Folders and captions are looked for where it was submitted. */
function absoluteSettings(
  settings: NonNullable<DecorateWork['settings']>,
  { folder }: SubmissionPlace,
): Record<string, string> {
  const whole: Record<string, string> = {};
  for (const name of DECORATE_SETTINGS) {
    const value = settings[name];
    if (value === undefined) continue;
    const [, kind, rest] = name === 'asr' ? (/^(captions|sherpa):(.+)$/s.exec(value) ?? []) : [];
    if (kind !== undefined && rest !== undefined) whole[name] = `${kind}:${resolve(folder, rest)}`;
    else if (name === 'asr' && !/^(moonshine|none|embedded|cea608)$/.test(value))
      throw bad(
        `--asr ${value.split(':')[0]} is for live input.`,
        'Use captions:FILE, embedded, cea608, none or moonshine.',
      );
    else whole[name] = name === 'library' || name === 'model' ? resolve(folder, value) : value;
  }
  return whole;
}

const httpAddress = z.url({ protocol: /^https?$/ });

function checkOutput(output: string): void {
  if (isSealed(output) || PLACEHOLDER_FIRST.test(output)) return;
  if (fileOf(output) !== undefined) return void containerFor(output);
  const url = httpAddress.safeParse(output.replace(/\{[a-z]+:[^{}]*\}/g, 'x'));
  if (!url.success)
    throw bad(
      `The output ${new Address(output).shown} is no file and no http(s) address.`,
      'Name a file, or an address that takes a PUT.',
    );
  containerFor(`x${extname(new URL(url.data).pathname)}`);
}

/** `https://TOKEN@host`, which `plainSecretIn` lets pass. */
const BARE_USER = /^[a-z][a-z0-9+.-]*:\/\/[^/@{}]+@/i;

const secretIn = (text: string): string | undefined =>
  plainSecretIn(text) ?? (BARE_USER.test(text) ? 'a user' : undefined);

function withoutSecrets(text: string, what: string, { key }: SubmissionPlace): string {
  if (isSealed(text) || fileOf(text) !== undefined || secretIn(text) === undefined) return text;
  return key === undefined ? refuseSecrets(text, what) : seal(text, key);
}

function refuseSecrets(text: string, what: string): string {
  const secret = secretIn(text);
  if (secret === undefined) return text;
  throw new FleetError(
    'secret-in-plain',
    `${what} ${new Address(text).shown} holds ${secret} in plain, which would lie in Redis.`,
    `Write {env:NAME} or {file:PATH} in its place, which each worker looks up; or set ${KEY_VARIABLE} here and on the workers, and the address travels sealed.`,
  );
}
