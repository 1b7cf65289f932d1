/** Keys and passwords come from the environment, a file or standard input, so that no command line holds them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Address, REDACTED } from '../../core/stream-url.ts';
import { UsageError } from '../errors.ts';

/** Where the values of placeholders come from. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value for `{stdin}`; asked only if an address names it. `secretFrom` makes one. */
  readonly stdin: () => Promise<string>;
}

const PLACEHOLDER = /\{(?:env:([^{}]*)|file:([^{}]*)|(stdin))\}/g;
/** What looks like a placeholder but is none: most likely a slip, and its text would go out as the key. */
const SLIP = /\{[a-z]+(?::[^{}]*)?\}/i;
/** A key is a line; a file longer than this is another file. Bytes. */
const LONGEST = 4096;

/**
 * The address with its placeholders replaced: `{env:NAME}`, `{file:PATH}` (without the newline at its end) and
 * `{stdin}` (its first line). What came from a placeholder shows in no printed form, wherever in the address it
 * stands; only an address that is one placeholder as a whole is shown like a typed one, without its key.
 * @throws UsageError secret-missing, secret-unreadable, secret-broken, bad-placeholder; none holds a value
 */
export async function resolveAddress(text: string, sources: SecretSources): Promise<Address> {
  // What exists as a file is that file, braces or not.
  if (existsSync(text)) return new Address(text);
  const values = new Map<string, string>();
  for (const [placeholder, name, file] of text.matchAll(PLACEHOLDER))
    if (!values.has(placeholder)) values.set(placeholder, await valueOf(placeholder, name, file, sources));
  const slip = SLIP.exec(text.replace(PLACEHOLDER, ''))?.[0];
  if (slip !== undefined && text.includes('://'))
    throw new UsageError(
      'bad-placeholder',
      `An address holds ${slip}, which stands for nothing.`,
      'Use {env:NAME}, {file:PATH} or {stdin}.',
    );
  const whole = values.get(text);
  if (whole !== undefined) return new Address(whole);
  const fill = (replace: (placeholder: string) => string): string => text.replace(PLACEHOLDER, replace);
  return new Address(
    fill((placeholder) => values.get(placeholder) ?? ''),
    fill(() => REDACTED),
  );
}

async function valueOf(
  placeholder: string,
  name: string | undefined,
  file: string | undefined,
  { env, stdin }: SecretSources,
): Promise<string> {
  if (name !== undefined) return checked(placeholder, fromEnvironment(name, env));
  return checked(placeholder, file === undefined ? await stdin() : await fromFile(file));
}

function fromEnvironment(name: string, env: SecretSources['env']): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined)
    throw new UsageError(
      'secret-missing',
      `An address names {env:${name}}, but there is no such variable.`,
      name === '' ? 'Name one, as in {env:STREAM_KEY}.' : `Set it: export ${name}=…`,
    );
  return value;
}

async function fromFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'secret-unreadable',
      `An address names {file:${file}}, which cannot be read (${reason}).`,
      'Check its name and permissions.',
      { cause },
    );
  }
}

/** Editors and `echo` end a file with a newline; anything else that is no part of an address is a mistake. */
function checked(placeholder: string, raw: string): string {
  const value = raw.replace(/\r?\n$/, '');
  const fault =
    value === ''
      ? 'is empty'
      : value.length > LONGEST
        ? `is longer than ${LONGEST} characters`
        : /[\p{Cc}\s]/u.test(value)
          ? 'holds a space, a line break or a control character'
          : undefined;
  if (fault === undefined) return value;
  throw new UsageError('secret-broken', `What ${placeholder} stands for ${fault}.`, 'Give the bare key.');
}

/** The first line of a stream, read when it is first asked for, and then the same for everyone. */
export function secretFrom(stream: Readable & { readonly isTTY?: boolean }): () => Promise<string> {
  let line: Promise<string> | undefined;
  return () => (line ??= firstLine(stream));
}

async function firstLine(stream: Readable & { readonly isTTY?: boolean }): Promise<string> {
  // On a terminal the key would stand on the screen, and in its history of lines.
  if (stream.isTTY === true)
    throw new UsageError(
      'secret-missing',
      'An address names {stdin}, but standard input is a terminal.',
      'Pass the key through a pipe: momentfx live … < KEYFILE',
    );
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  try {
    for await (const line of lines) return line;
    throw new UsageError(
      'secret-missing',
      'An address names {stdin}, but nothing came on standard input.',
      'Pass the key through a pipe: momentfx live … < KEYFILE',
    );
  } finally {
    lines.close();
    // An open pipe would keep the process alive after the show.
    stream.destroy();
  }
}

const SECRET_PARAMETER =
  /[?&;]([^=&;#]*(?:key|pass|pwd|token|secret|sig|auth|streamid|credential)[^=&;#]*)=(?!…(?:[&;#]|$))[^&;#]/i;

/** What in an address is secret and stands there in plain, in words; undefined: nothing that is known to be. */
export function plainSecretIn(text: string): string | undefined {
  const hidden = text.replace(PLACEHOLDER, REDACTED);
  const user = /^[^:]+:\/\/[^@:]*:([^@]*)@/.exec(hidden)?.[1];
  const key = /^rtmp[a-z]*:\/\/[^/]*\/[^/]*\/([^?#]+)/i.exec(hidden)?.[1];
  if (user !== undefined && user !== '' && user !== REDACTED) return 'a password';
  if (key !== undefined && key !== REDACTED) return 'a stream key';
  const parameter = SECRET_PARAMETER.exec(hidden)?.[1];
  return parameter === undefined ? undefined : `"${parameter}"`;
}

/** What to say of an address whose key was typed in plain: everyone on the machine reads it in the process list. */
export function plainKeyWarning(text: string): string | undefined {
  const what = plainSecretIn(text);
  if (what === undefined) return undefined;
  return (
    `${new Address(text.replace(PLACEHOLDER, REDACTED)).shown} was given with ${what} in plain, which the process list shows to everyone here. ` +
    'Write {env:NAME}, {file:PATH} or {stdin} in its place.'
  );
}

/** The values of all placeholders of a text that can be had here, for whoever must keep them out of what is printed. */
export async function secretsIn(text: string, env: SecretSources['env']): Promise<readonly string[]> {
  const values = [...text.matchAll(PLACEHOLDER)].map(async ([, name, file]) => {
    if (name !== undefined) return env[name];
    return file === undefined ? undefined : readFile(file, 'utf8').catch(() => undefined);
  });
  return (await Promise.all(values)).flatMap((value) => value?.trim() || []);
}
