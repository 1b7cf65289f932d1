/**
 * One schema for what a person can set, from three places: options, then environment (`MOMENTFX_…`), then
 * `momentfx.config.json` in the working folder. The first that names a value wins.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SENSITIVITIES } from '../../analysis/manifest.ts';
import { DEVICES } from '../../analysis/runtime/devices.ts';
import { AUDIO_CHOICES } from '../../media/output/codec-sets.ts';
import { UsageError } from '../errors.ts';
import { isLanguage } from '../language/codes.ts';
import { TAGS, type Tag } from '../../streams/values.ts';

/** The configuration file that is looked for in the working directory. */
const CONFIG_FILE = 'momentfx.config.json';

/** Command line and environment give text, the file gives numbers; anything else (true, null, "") is no number. */
const number = (low: number, high: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number(`must be a number from ${low} to ${high}`).min(low).max(high),
  );
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `must be one of ${words.join(', ')}`);
const tags = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((tag) => tag.trim()) : value),
  z.array(oneOf(TAGS)),
);
const language = z
  .string()
  .transform((text) => text.toLowerCase().replace(/[-_].*$/, ''))
  .refine((code) => code === 'auto' || isLanguage(code), 'must be auto or a language such as en, es or zh');
const asr = z.string().transform((text, context): AsrChoice => {
  const choice = parseAsr(text);
  if (choice !== undefined) return choice;
  context.addIssue({
    code: 'custom',
    message:
      'expected moonshine, sherpa:FOLDER, none or captions:FILE; live also follow:FILE, ws://HOST:PORT/captions (with ?token=TOKEN), dock, cea608 or embedded; beside OBS obs:SOURCE',
  });
  return z.NEVER;
});

/** Where captions are sent to unless another path is named. */
export const CAPTIONS_PATH = '/captions';

/** Words that come from outside while the show runs: live input only. */
export type LiveCaptionsChoice =
  /** Caption programs send them to this address. */
  | {
      readonly type: 'websocket';
      readonly host: string;
      readonly port: number;
      readonly path: string;
      /** Clients must bring it. */
      readonly token?: string;
    }
  /** Caption programs send them to the control server, with its token or, where there is one, another. */
  | { readonly type: 'dock'; readonly path: string; readonly token?: string }
  /** A captions file that another program appends to. */
  | { readonly type: 'follow'; readonly file: string }
  /** What a text source of OBS shows. */
  | { readonly type: 'obs'; readonly source: string };

/** Captions that are in the input itself. */
export type InBandChoice =
  /** CEA-608 in the pictures, or CEA-708 where that is all there is. */
  | { readonly type: 'cea608' }
  /** A subtitle track. */
  | { readonly type: 'embedded' };

/** Where the words come from. */
export type AsrChoice =
  | { readonly type: 'moonshine' }
  | { readonly type: 'sherpa'; readonly folder: string }
  | { readonly type: 'none' }
  | { readonly type: 'captions'; readonly file: string }
  | InBandChoice
  | LiveCaptionsChoice;

function parseAsr(text: string): AsrChoice | undefined {
  if (text === 'moonshine' || text === 'none' || text === 'cea608' || text === 'embedded')
    return { type: text };
  if (text === 'dock') return { type: 'dock', path: CAPTIONS_PATH };
  const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  if (kind === 'captions') return { type: 'captions', file: rest };
  if (kind === 'follow') return { type: 'follow', file: rest };
  if (kind === 'obs') return { type: 'obs', source: rest };
  if (kind === 'sherpa') return { type: 'sherpa', folder: rest };
  if (kind !== 'ws' || !URL.canParse(text)) return undefined;
  const { hostname, port, pathname, searchParams, username, password, hash } = new URL(text);
  const strange =
    [...searchParams.keys()].some((key) => key !== 'token') || username + password + hash !== '';
  const token = searchParams.get('token');
  if (port === '' || strange || token === '') return undefined;
  return {
    type: 'websocket',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port),
    path: pathname === '/' ? CAPTIONS_PATH : pathname,
    ...(token === null ? {} : { token }),
  };
}

/** Delays by name, in seconds. A longer one lets more effects land exactly on their moment. */
export const DELAY_PRESETS = { snappy: 2, balanced: 5, careful: 10 } as const;
const LONGEST_DELAY = 60;
const delay = z.preprocess(
  (value) =>
    typeof value === 'string' && Object.hasOwn(DELAY_PRESETS, value)
      ? DELAY_PRESETS[value as keyof typeof DELAY_PRESETS]
      : typeof value === 'string' && value.trim() !== ''
        ? Number(value)
        : value,
  z
    .number(`must be snappy, balanced, careful, or seconds from 0 to ${LONGEST_DELAY}`)
    .min(0)
    .max(LONGEST_DELAY, `must be at most ${LONGEST_DELAY} seconds`),
);
const flag = z.preprocess(
  (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
  z.boolean('must be true or false'),
);

const place = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^(?:[^\s:]+:|\[[0-9a-f:]+\]:)?\d{1,5}$/i, 'must be PORT or HOST:PORT'));

/** Settings shared by every way of running. Absent values take the checkpoint's or the defaults below. */
export const settingsSchema = z.strictObject({
  /** Least probability of a moment, 0…1; absent: the checkpoint's threshold for the sensitivity. */
  threshold: number(0, 1).optional(),
  /** How readily effects are played: one of the checkpoint's thresholds. `threshold` stands in its place. */
  sensitivity: oneOf(SENSITIVITIES).default('normal'),
  /** Most cues a minute. */
  density: number(0.1, 120).optional(),
  /** Folder of a sound library; absent: the bundled one. */
  library: z.string().min(1).optional(),
  /** Folder of a checkpoint; absent: the starter. */
  model: z.string().min(1).optional(),
  muteTag: tags.default([] as Tag[]),
  /** Effects' gain in dB relative to the original sound's loudness. */
  gain: number(-60, 24).default(0),
  /** How far the original sound is lowered under an effect, in dB; 0 = not at all. */
  duck: number(0, 60).default(4),
  limiter: oneOf(['on', 'off']).default('on'),
  /** How the sound is encoded; absent: what the container is usually given. */
  audioCodec: oneOf(AUDIO_CHOICES).optional(),
  asr: asr.default({ type: 'moonshine' }),
  /** What the words are in; `auto`: the words tell. In a language that the checkpoint does not know no effects are added. */
  language: language.default('auto'),
  device: oneOf(DEVICES).default('auto'),
  /** Whose analysis process: this session's own, or the one that all sessions of this user share. */
  analysis: oneOf(['own', 'shared']).default('own'),
  /** Live: how far the program runs behind the input, in seconds. */
  delay: delay.default(DELAY_PRESETS.balanced),
  /** Live: while the input is gone, show the last picture with silence instead of ending the outputs. */
  hold: flag.default(false),
  /** Live: an audio device for the effects alone. */
  bus: z.string().min(1).optional(),
  /** Live: seconds to add to the times of a captions file that grows. */
  captionsOffset: number(-86_400, 86_400).default(0),
  /** Live: minutes in one file of a recording; absent: one file. */
  segment: number(0.05, 1_440).optional(),
  /** Live: where metrics and health are served, `PORT` or `HOST:PORT`; absent: nowhere. */
  metrics: place.optional(),
  /** Live: where the dock is served; absent: nowhere. */
  dock: place.optional(),
  /** Live: PEM files of a certificate and its key, for a dock that other machines may reach. */
  dockCert: z.string().min(1).optional(),
  dockKey: z.string().min(1).optional(),
  /** OBS: where its WebSocket server is; absent: what OBS's configuration on this machine says. */
  obsHost: z.string().min(1).default('127.0.0.1'),
  obsPort: number(1, 65_535).optional(),
  /** OBS: the password of its WebSocket server, or a placeholder for it. */
  obsPassword: z.string().min(1).optional(),
  /** Beside OBS: the audio device whose speech is listened to; absent: this machine's microphone. */
  speech: z.string().min(1).optional(),
  /** Beside OBS: `obs` plays effects as media sources of OBS; absent: so unless `bus` names a device. */
  into: oneOf(['obs']).optional(),
  logFormat: oneOf(['text', 'json']).default('text'),
  logLevel: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
});

/** The settings in force, checked and with their defaults. */
export type Settings = z.infer<typeof settingsSchema>;
type Key = keyof typeof settingsSchema.shape;
const KEYS = Object.keys(settingsSchema.shape) as Key[];

const envName = (key: string): string => `MOMENTFX_${key.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`;
const flagName = (key: string): string => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/**
 * The settings in force. A sensitivity overrides a threshold of lower precedence: the option `--sensitivity` one that the file sets, say. Throws a UsageError that names the option, variable or file entry that is wrong.
 * @param options what the command line gave; keys that are not settings are left to the command.
 */
export function resolveSettings(
  options: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv = process.env,
  configFile: string = resolve(CONFIG_FILE),
): Settings {
  const file = readConfig(configFile);
  const values: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  const distance: Record<string, number> = {};
  for (const key of new Set([...KEYS, ...Object.keys(file)])) {
    const places: readonly (readonly [string, unknown])[] = [
      [flagName(key), options[key]],
      [envName(key), env[envName(key)]],
      [`${CONFIG_FILE}: ${key}`, file[key]],
    ];
    const found = places.findIndex(
      ([place, value]) => value !== undefined && !(value === '' && place === envName(key)),
    );
    const set = places[found];
    if (!set) continue;
    [origin[key], values[key]] = set;
    distance[key] = found;
  }
  if ((distance['sensitivity'] ?? Infinity) < (distance['threshold'] ?? -1)) delete values['threshold'];
  // An empty variable counts as not set, as in a shell; an empty option is a fault.
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw new UsageError(
      'unknown-setting',
      `${CONFIG_FILE} has an unknown entry "${issue.keys[0]}".`,
      `Known are ${KEYS.join(', ')}.`,
    );
  const key = String(issue?.path[0]);
  throw new UsageError('bad-setting', `${origin[key] ?? key}: ${issue?.message}.`, 'See `momentfx --help`.');
}

function readConfig(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return z.record(z.string(), z.unknown()).parse(value);
  } catch (cause) {
    throw new UsageError('bad-config', `${file} is not a JSON object.`, 'Mend or remove it.', { cause });
  }
}
