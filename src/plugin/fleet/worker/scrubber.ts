/** Keeps secrets out of what goes to Redis: the values of a job's references are taken out of every line, wherever they come from. */
import { REDACTED } from '../../../core/stream-url.ts';
import { secretsIn } from '../../session/secrets.ts';
import { addressesOf, type Intent } from '../intent.ts';
import { isSealed, unseal, type FleetKey } from '../sealing.ts';

/** Shorter values stand in ordinary words, too. Characters. */
const SHORTEST = 4;

/** Takes the secrets out of a line. */
export type Scrubber = (line: string) => string;

/** The scrubber for this job, on a machine with this environment. */
export async function scrubberFor(
  intent: Intent,
  env: NodeJS.ProcessEnv,
  key: FleetKey | undefined,
): Promise<Scrubber> {
  const found = await Promise.all(addressesOf(intent).map((text) => secretsOf(text, env, key)));
  const values = found
    .flatMap((secrets) => secrets.flatMap(forms))
    .filter(({ length }) => length >= SHORTEST);
  // The longest first: what is left of one that holds another would show.
  const secrets = [...new Set(values)].sort((a, b) => b.length - a.length);
  return (line) => secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), line);
}

async function secretsOf(
  text: string,
  env: NodeJS.ProcessEnv,
  key: FleetKey | undefined,
): Promise<readonly string[]> {
  if (!isSealed(text)) return secretsIn(text, env);
  try {
    const open = unseal(text, key);
    const url = URL.parse(open);
    const parts = url === null ? [] : [url.search, url.username, url.password, ...url.searchParams.values()];
    return [open, ...parts, ...(await secretsIn(open, env))];
  } catch {
    // What cannot be opened here cannot be told here.
    return [];
  }
}

/** As it stands in an address, and as it is meant. */
function forms(secret: string): readonly string[] {
  try {
    return [secret, decodeURIComponent(secret), encodeURIComponent(secret)];
  } catch {
    // A lone % is no code.
    return [secret];
  }
}
