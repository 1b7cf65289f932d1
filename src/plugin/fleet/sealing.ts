/**
 * Addresses that are secret as a whole, such as presigned ones: a list of thousands cannot name a file or variable for
 * each. Whoever submits and the workers share a key, which is in neither Redis nor a job; an address travels sealed with it.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { FleetError } from './errors.ts';

/** The variable that holds the key: on the workers, and where presigned addresses are submitted. */
export const KEY_VARIABLE = 'MOMENTFX_FLEET_KEY';
/** A shorter key could be guessed. Characters; `openssl rand -hex 32` gives 64. */
const SHORTEST_KEY = 32;

const SEALED = /^\{sealed:([A-Za-z0-9_-]+)\}$/;
const CIPHER = 'aes-256-gcm';
const [IV_BYTES, TAG_BYTES] = [12, 16];

/** The fleet's key; undefined where there is none. */
export type FleetKey = string & { readonly __brand: 'FleetKey' };

/**
 * The key in the environment.
 * @throws FleetError bad-job where it is too short to be one
 */
export function fleetKey(env: NodeJS.ProcessEnv = process.env): FleetKey | undefined {
  const text = env[KEY_VARIABLE]?.trim() ?? '';
  if (text === '') return undefined;
  if (text.length >= SHORTEST_KEY) return text as FleetKey;
  throw new FleetError(
    'bad-job',
    `${KEY_VARIABLE} has fewer than ${SHORTEST_KEY} characters.`,
    'Make one with `openssl rand -hex 32`, the same for all workers.',
  );
}

const cipherKey = (key: FleetKey): Buffer =>
  createHash('sha256').update('momentfx fleet address\0').update(key).digest();

/** The text as `{sealed:…}`: another one each time. */
export function seal(text: string, key: FleetKey): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, cipherKey(key), iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `{sealed:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}}`;
}

/** Whether the text is sealed. */
export const isSealed = (text: string): boolean => SEALED.test(text);

/** An address of a job as it may be shown: one that travels sealed is not. */
export const shownAddress = (text: string): string => (isSealed(text) ? '(sealed)' : text);

/**
 * The text that was sealed; any other one as it is.
 * @throws FleetError not-unsealed
 */
export function unseal(text: string, key: FleetKey | undefined): string {
  const sealed = SEALED.exec(text)?.[1];
  if (sealed === undefined) return text;
  if (key === undefined)
    throw new FleetError(
      'not-unsealed',
      `The job's address is sealed, and this worker has no ${KEY_VARIABLE}.`,
      'Give all workers the key with which it was submitted.',
      { fault: 'outside' },
    );
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, cipherKey(key), bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const body = bytes.subarray(IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new FleetError(
      'not-unsealed',
      "The job's address was sealed with another key, or was changed.",
      `Give all workers the ${KEY_VARIABLE} with which it was submitted.`,
      { cause },
    );
  }
}

/** A text that tells equal texts, and says nothing of them to who has not the key. */
export const digestOf = (text: string, key: FleetKey | undefined): string =>
  (key === undefined ? createHash('sha256') : createHmac('sha256', key)).update(text).digest('hex');
