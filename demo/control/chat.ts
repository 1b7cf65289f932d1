/**
 * Effects that viewers ask for in chat. It reads one JSON object a line from standard input, as chat programs write them:
 * `{"user":"ann","role":"moderator","text":"!sfx applause"}`. Who may ask, and how often, is in the tables below.
 *
 *   your-chat-program | node scripts/run.mjs demo/control/chat.ts "$(momentfx dock)"
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { connectControl } from '../../src/plugin/control/client.ts';

/** What each role may play, and how long the same person waits until the next, in seconds. */
const ROLES: Readonly<Record<string, { readonly tags: readonly string[]; readonly coolDown: number }>> = {
  moderator: { tags: ['prompt', 'transition', 'humor', 'action', 'surprise', 'others'], coolDown: 5 },
  subscriber: { tags: ['humor', 'surprise'], coolDown: 30 },
  viewer: { tags: ['surprise'], coolDown: 120 },
};
/** Of all viewers together: the show is not theirs alone. In seconds. */
const BETWEEN_ALL = 8;

const messageSchema = z.object({
  user: z.string().min(1).max(100),
  role: z.string().default('viewer'),
  text: z.string().max(500),
});

const [url] = process.argv.slice(2);
if (url === undefined) {
  console.error('Give the address that `momentfx dock` prints.');
  process.exit(2);
}
const control = await connectControl({ url, onClose: (reason) => console.log(reason) });
const effects = new Map(control.effects.map((effect) => [effect.sfx, effect]));
/** When each person, and anybody, was served last; in seconds. */
const served = new Map<string, number>();
let servedLast = -Infinity;

/** Why a wish is not granted; undefined where it is. */
function objection(user: string, role: string, sfx: string, now: number): string | undefined {
  const rights = ROLES[role] ?? ROLES['viewer'];
  const effect = effects.get(sfx);
  if (effect === undefined) return `there is no effect ${sfx}`;
  if (rights === undefined || !rights.tags.includes(effect.tag)) return `${sfx} is not for a ${role}`;
  const own = (served.get(user) ?? -Infinity) + rights.coolDown - now;
  const wait = Math.max(own, servedLast + BETWEEN_ALL - now);
  return wait > 0 ? `${wait.toFixed(0)} s to wait` : undefined;
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = messageSchema.safeParse(parsed(line));
  const sfx = message.success ? /^!sfx\s+([\w-]+)/.exec(message.data.text)?.[1] : undefined;
  if (!message.success || sfx === undefined) continue;
  const { user, role } = message.data;
  const now = performance.now() / 1000;
  const why = objection(user, role, sfx, now);
  if (why !== undefined) {
    console.log(`${user}: ${why}`);
    continue;
  }
  try {
    await control.do({ type: 'play', sfx });
    served.set(user, now);
    servedLast = now;
    console.log(`${user}: ${sfx}`);
  } catch (error) {
    console.log(`${user}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
control.close();

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Chat is full of what is no wish.
    return undefined;
  }
}
