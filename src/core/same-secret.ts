/** Compares secrets. */
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether they are one and the same, in a time that says nothing of where they differ or how long they are. */
export const sameSecret = (given: string, own: string): boolean =>
  timingSafeEqual(digest(given), digest(own));
