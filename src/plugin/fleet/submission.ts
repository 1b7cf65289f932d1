/** The door of a fleet: what is submitted becomes a job's intent, or is refused with one line. */
import { extname, resolve } from 'node:path';
import { z } from 'zod';
import { Address, fileOf, REDACTED } from '../../core/stream-url.ts';
import { containerFor } from '../../media/output/containers.ts';
import { resolveSettings } from '../config/options.ts';
import { plainSecretIn } from '../session/secrets.ts';
import { FleetError } from './errors.ts';
import { DECORATE_SETTINGS, LIVE_SETTINGS, readIntent, type Intent } from './intent.ts';
import { jobIdOf, queueOf, type QueueName } from './names.ts';
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

/** A show to run, as a person or program asks for it. */
export interface LiveWork {
  /** An address of a stream, or a file with `realtime`. */
  readonly input: string;
  /** As `--to` of `momentfx live`: addresses and recordings. */
  readonly to: readonly string[];
  readonly realtime?: boolean | undefined;
  readonly loop?: boolean | undefined;
  /** The options of `momentfx live`, as text. */
  readonly settings?: Readonly<Partial<Record<(typeof LIVE_SETTINGS)[number], string>>> | undefined;
  /** What tells this show from others; absent: all of the above. */
  readonly key?: string | undefined;
}

/** A job as it goes into its queue. */
export interface PreparedJob {
  readonly id: string;
  readonly intent: Intent;
}

/** Where relative names begin, and what seals addresses. */
export interface SubmissionPlace {
  readonly folder: string;
  readonly key: FleetKey | undefined;
}

const PLACEHOLDER_FIRST = /^\{(env|file):[^{}]*\}/;

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
    settings: absoluteSettings(settings, DECORATE_SETTINGS, place),
  };
  checkOutput(asked.output);
  if (asked.input === asked.output) throw bad('Input and output are the same.', 'Name another output.');
  if (asked.cues !== undefined && fileOf(asked.cues) === undefined)
    throw bad(`--cues ${asked.cues} is no file.`, 'Name a file.');
  return sealed({ kind: 'decorate', ...asked }, key, place);
}

/**
 * As `prepareJob`, for a show.
 * @throws FleetError bad-job, secret-in-plain; UsageError bad-setting
 */
export function prepareShow(work: LiveWork, place: SubmissionPlace): PreparedJob {
  const { settings = {}, key, to, realtime = false, loop = false } = work;
  resolveSettings(settings, {}, '');
  if (to.length === 0) throw bad('Where should the show go?', 'Name at least one output with --to.');
  const input = named(work.input, 'input', place);
  if (!realtime && isFile(input))
    throw bad(`The input ${input} is a file.`, 'Play it by the clock with --realtime, or name an address.');
  const asked = {
    input,
    to: to.map((output) => named(output, 'output', place)),
    ...{ realtime, loop },
    settings: absoluteSettings(settings, LIVE_SETTINGS, place),
  };
  return sealed({ kind: 'live', ...asked }, key, place);
}

/** Whether it names a file for certain: a placeholder may stand for the beginning of an address. */
const isFile = (text: string): boolean =>
  !isSealed(text) && !PLACEHOLDER_FIRST.test(text) && fileOf(text) !== undefined;

type Asked = { readonly kind: string; readonly settings: Readonly<Record<string, string>> };

/** The job, its secrets closed. Its number comes from what was asked, not from how it was sealed: that is different each time. */
function sealed(asked: Asked, key: string | undefined, place: SubmissionPlace): PreparedJob {
  const closed = (value: unknown, name: string): unknown =>
    Array.isArray(value)
      ? value.map((one) => closed(one, name))
      : typeof value !== 'string'
        ? value
        : CLOSED.has(name)
          ? withoutSecrets(value, name === 'input' ? 'The input' : 'The output', place)
          : refuseSecrets(value, name);
  const { settings, ...fields } = asked;
  const intent = readIntent({
    version: 1,
    ...mapped(fields, closed),
    settings: mapped(settings, (value, name) => closed(value, `--${name}`)),
    ...(key === undefined ? {} : { key: closed(key, 'The key') }),
  });
  // A key lies in the job in plain: its number is the same whether or not there is something to seal with.
  const digest = key === undefined ? digestOf(JSON.stringify(asked), place.key) : digestOf(key, undefined);
  return { id: jobIdOf(digest, queueOf(intent)), intent };
}

/** The addresses that may travel sealed. */
const CLOSED = new Set(['input', 'output', 'to']);

const mapped = (
  fields: Readonly<Record<string, unknown>>,
  map: (value: unknown, name: string) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value, name)]));

/** The number of the job that was submitted with this key. */
export const idForKey = (key: string, queue: QueueName): string => jobIdOf(digestOf(key, undefined), queue);

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

/** Words for captions that need no place on one machine. */
const RECORDED_WORDS = /^(moonshine|none|embedded|cea608)$/;

/** Folders and captions are looked for where it was submitted. */
function absoluteSettings<Name extends string>(
  settings: Readonly<Partial<Record<Name, string>>>,
  names: readonly Name[],
  { folder }: SubmissionPlace,
): Record<string, string> {
  const whole: Record<string, string> = {};
  for (const name of names) {
    const value = settings[name];
    if (value === undefined) continue;
    const [, kind, rest] = name === 'asr' ? (/^(captions|sherpa|follow):(.+)$/s.exec(value) ?? []) : [];
    if (kind !== undefined && rest !== undefined) whole[name] = `${kind}:${resolve(folder, rest)}`;
    else if (name === 'asr' && !RECORDED_WORDS.test(value))
      throw bad(
        `--asr ${value.split(':')[0]} takes a place on one machine, or is for live input.`,
        'Use captions:FILE, embedded, cea608, none, moonshine or sherpa:FOLDER; live also follow:FILE.',
      );
    else whole[name] = name === 'library' || name === 'model' ? resolve(folder, value) : value;
  }
  if (whole['asr']?.startsWith('follow:') === true && !(names as readonly string[]).includes('delay'))
    throw bad('--asr follow is for live input.', 'Use captions:FILE.');
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
  if (isSealed(text) || isFile(text) || secretIn(text) === undefined) return text;
  return key === undefined ? refuseSecrets(text, what) : seal(text, key);
}

function refuseSecrets(text: string, what: string): string {
  const secret = secretIn(text);
  if (secret === undefined) return text;
  const reference = PLACEHOLDER_FIRST.exec(text)?.[0];
  const shown = reference === undefined ? new Address(text).shown : `${reference}${REDACTED}`;
  throw new FleetError(
    'secret-in-plain',
    `${what} ${shown} holds ${secret} in plain, which would lie in Redis.`,
    `Write {env:NAME} or {file:PATH} in its place, which each worker looks up; or set ${KEY_VARIABLE} here and on the workers, and the address travels sealed.`,
  );
}
