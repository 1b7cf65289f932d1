/**
 * OBS's stream service: what it is set to, and the address behind it. The stream key lives in memory alone; a service shows
 * itself without it, however it is printed.
 */
import { inspect, isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Address, REDACTED } from '../../core/stream-url.ts';
import type { ObsSocket } from './socket.ts';
import { ObsError } from './errors.ts';
import type { KnownServices } from './services-file.ts';

/** Who can be asked about the service. */
export type Asks = Pick<ObsSocket, 'ask'>;
type Settings = Readonly<Record<string, unknown>>;

/** The output that stands for the one that OBS is set to. */
export const OBS_OUTPUT = 'obs';
/** OBS's name for a server that is given by its address. */
export const CUSTOM = 'rtmp_custom';
/** OBS's name for those that it knows by name. */
export const KNOWN = 'rtmp_common';

const serviceSchema = z.object({
  streamServiceType: z.string(),
  streamServiceSettings: z.record(z.string(), z.unknown()),
});

/** A stream service with its settings. */
export class StreamService {
  readonly type: string;
  readonly #settings: Settings;

  constructor(type: string, settings: Settings) {
    this.type = type;
    this.#settings = settings;
  }

  /** Asks OBS for the one that it is set to. */
  static async read(obs: Asks): Promise<StreamService> {
    const found = await obs.ask('GetStreamServiceSettings', serviceSchema);
    return new StreamService(found.streamServiceType, found.streamServiceSettings);
  }

  /** All settings with what is secret in them: for OBS, and for sealing. */
  reveal(): Settings {
    return this.#settings;
  }

  /** Sets OBS to it. Settings that OBS has besides stay where the type is the same. */
  async write(obs: Asks): Promise<void> {
    await obs.ask('SetStreamServiceSettings', z.unknown(), {
      streamServiceType: this.type,
      streamServiceSettings: this.#settings,
    });
  }

  /** Whether both are the same to OBS. */
  equals(other: StreamService): boolean {
    return this.type === other.type && isDeepStrictEqual(this.#settings, other.#settings);
  }

  /** A text of the settings; empty where there is none. */
  text(name: string): string {
    const value = this.#settings[name];
    return typeof value === 'string' ? value.trim() : '';
  }

  /** In a few words, without secrets. */
  toString(): string {
    const server = this.text('server');
    const shown = server.includes('://')
      ? new Address(`${server.replace(/\/$/, '')}/${REDACTED}`).shown
      : server;
    const name = this.type === KNOWN ? this.text('service') : '';
    if (name !== '') return shown === '' ? name : `${name}, server ${shown}`;
    if (this.type === KNOWN || this.type === CUSTOM) return shown === '' ? 'none' : `custom server ${shown}`;
    return this.type;
  }

  /** The same for JSON: no secret ever gets into a log line. */
  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * The address that OBS would stream to, key included.
 * @throws ObsError obs-service-unusable where none is set, or it is not reached by RTMP
 */
export function destinationOf(service: StreamService, known: KnownServices): Address {
  const key = keyOf(service);
  const server = serverOf(service, known);
  if (server === '')
    throw unusable(
      'OBS is set to no stream service',
      'Set one in OBS (Settings → Stream), or name the platform',
    );
  if (!/^rtmps?:\/\/[^/]/i.test(server))
    throw unusable(`OBS's service (${String(service)}) is not reached by RTMP`, 'Name the platform');
  if (key === '')
    throw unusable(
      `OBS has no stream key for its service (${String(service)})`,
      'Enter it in OBS, or name the platform',
    );
  return new Address(`${withLogin(server, service).replace(/\/$/, '')}/${key}`);
}

/** OBS's "Enable Bandwidth Test Mode" keeps a stream on Twitch from going live; it must not go live through us. */
function keyOf(service: StreamService): string {
  const key = service.text('key');
  const tests = service.text('service') === 'Twitch' && service.reveal()['bwtest'] === true;
  return tests && key !== '' && !key.includes('bandwidthtest')
    ? `${key}${key.includes('?') ? '&' : '?'}bandwidthtest=true`
    : key;
}

/** As OBS itself finds it: the server that was chosen, if the service still has it, else its first. */
function serverOf(service: StreamService, known: KnownServices): string {
  const server = service.text('server');
  if (service.type !== KNOWN) return server;
  const name = service.text('service');
  if (name === '') return server;
  const servers = known.servers(name);
  if (servers === undefined) {
    if (server.includes('://')) return server;
    throw unusable(`OBS's service "${name}" is in no list of services on this machine`, 'Name the platform');
  }
  if (servers.includes(server)) return server;
  const ingest = known.automatic(name);
  if (server === 'auto' && ingest !== undefined) return ingest;
  return servers[0] ?? server;
}

/** A server of one's own may ask for a name and a password. */
function withLogin(server: string, service: StreamService): string {
  if (service.type !== CUSTOM || service.reveal()['use_auth'] !== true) return server;
  const login = [service.text('username'), service.text('password')].map(encodeURIComponent).join(':');
  return server.replace('://', `://${login}@`);
}

const unusable = (what: string, step: string): ObsError =>
  new ObsError('obs-service-unusable', `${what}.`, `${step} with --to 'rtmps://HOST/APP/{env:STREAM_KEY}'.`);
