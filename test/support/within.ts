import * as assert from 'uvu/assert';
import { isActionable } from '../../src/core/errors.ts';

/** The promise's value, or an error that names `what` once `ms` milliseconds have passed. uvu has no time-out of its own. */
export async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Fails unless the promise rejects with a message that matches, and with a next step that matches where one is given; uvu's
 * `throws` does not take async functions.
 */
export async function rejects(promise: Promise<unknown>, message: RegExp, nextStep?: RegExp): Promise<Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    assert.instance(error, Error);
    assert.match((error as Error).message, message);
    if (nextStep !== undefined) assert.match(isActionable(error) ? error.nextStep : '', nextStep);
    return error as Error;
  }
  assert.unreachable(`expected a rejection matching ${String(message)}, got ${JSON.stringify(value)}`);
  throw new Error('unreachable');
}
