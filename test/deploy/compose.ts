/** deploy/compose.yaml as far as it uses the format: another word than these is a slip. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = join(import.meta.dirname, '..', '..');
export const deploy = (name: string): string => readFileSync(join(root, 'deploy', name), 'utf8');

const words = z.array(z.string());
const health = z.strictObject({
  test: z.tuple([z.literal('CMD-SHELL'), z.string()]),
  interval: z.string(),
  timeout: z.string(),
  retries: z.number(),
});
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('..'), dockerfile: z.literal('deploy/Dockerfile') }).optional(),
  command: words,
  environment: z.record(z.string(), z.string()).optional(),
  env_file: words.optional(),
  secrets: words,
  volumes: words.optional(),
  tmpfs: words.optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: words.optional(),
  security_opt: words,
  networks: words,
  healthcheck: health.optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  deploy: z
    .strictObject({
      replicas: z.number(),
      resources: z.strictObject({
        limits: z.strictObject({ cpus: z.string(), memory: z.string(), pids: z.number() }),
      }),
    })
    .optional(),
  stop_grace_period: z.string().optional(),
  restart: z.literal('unless-stopped'),
});
/** A strict object: a service that gives its Redis a port to the outside does not pass. */
const compose = z.strictObject({
  name: z.string(),
  services: z.strictObject({ redis: service, worker: service }),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string().startsWith('secrets/') })),
});

/** What Compose makes of `${NAME:-value}` where nothing is set. */
const withDefaults = (text: string): string => text.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');

/** The file, checked. */
export const readCompose = (): z.infer<typeof compose> =>
  compose.parse(parse(withDefaults(deploy('compose.yaml'))));

/** The directives of a systemd unit; those that stand there more than once, in turn. */
export function readUnit(text: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) directives.set(name, [...(directives.get(name) ?? []), value]);
  }
  return directives;
}

/** The words behind `momentfx` in a unit's ExecStart, as systemd makes them where the environment names no more. */
export function startWords(unit: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const [, ...rest] = unit.get('ExecStart')?.[0]?.split(' ') ?? [];
  return rest
    .filter((word) => !word.startsWith('$'))
    .map((word) => word.replace('%H', 'host').replace('%i', 'a'));
}
