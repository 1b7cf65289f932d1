/** What follows OBS while a session is attached to it: its voices are there whatever becomes of it, and changes are told. */
import { describeError, messageOf, asError } from '../../../core/errors.ts';
import type { Reports } from '../../live/reports.ts';
import type { ObsConnection } from '../connection.ts';
import { ObsError } from '../errors.ts';
import type { ObsEvent } from '../state.ts';
import { EFFECTS_SCENE, layOut, takeAway } from './effects-scene.ts';
import type { ObsInput } from './input.ts';
import type { Presence } from './presence.ts';
import type { Voices } from './voices.ts';

/** What an attachment works with. */
export interface AttachmentOptions {
  readonly obs: ObsConnection;
  readonly input: ObsInput;
  readonly reports: Pick<Reports, 'info' | 'warn'>;
  /** OBS plays the effects; absent: a device does, and nothing of ours is in OBS. */
  readonly presence?: Presence;
}

/** An OBS that is just being started anew is waited for when its sources are to be taken away, ms. */
const RESTORE_WAIT_MS = 5_000;
/** Voices that are missing are made again at most this often, ms. */
const AGAIN_MS = 5_000;

/** Follows OBS for one session. */
export class Attachment {
  readonly #options: AttachmentOptions;
  /** What plays in OBS, once the session has made it. */
  voices: Voices | undefined;
  /** One thing at a time is done to OBS's scenes, and what is asked for meanwhile is done once. */
  #work: Promise<void> = Promise.resolve();
  #waiting: { rest: boolean } | undefined;
  #laidMs = -Infinity;
  #over = false;

  constructor(options: AttachmentOptions) {
    this.#options = options;
  }

  /**
   * Puts into OBS what effects need.
   * @throws ObsError
   */
  async begin(): Promise<void> {
    if (this.#options.presence === undefined) return;
    const laid = layOut(this.#options.obs, { rest: true });
    // What OBS does meanwhile is followed afterwards: nothing is made twice.
    this.#work = laid.catch(() => undefined);
    await laid;
  }

  /** Hears what OBS does. */
  hear(event: ObsEvent): void {
    const { input, reports } = this.#options;
    switch (event.type) {
      case 'scene':
        input.sceneChanged();
        this.#layOut(false);
        break;
      case 'scene-created':
        if (event.name !== EFFECTS_SCENE) this.#layOut(false);
        break;
      case 'scene-collection':
        this.#collectionChanged(event.name);
        break;
      case 'media-started':
        this.voices?.started(event.input);
        break;
      case 'stream':
      case 'recording':
        if (event.state === 'started' || event.state === 'stopped')
          reports.info(`OBS's ${event.type} has ${event.state}.`);
        break;
      case 'connected':
        if (!event.again) break;
        reports.info(`OBS is back: ${event.version.obs}.`);
        this.#layOut(true);
        break;
      case 'disconnected':
        reports.warn(`OBS is gone (${event.reason}); it is waited for.`);
        break;
      case 'refused':
        reports.warn(event.reason);
        break;
      case 'profile':
        break;
    }
  }

  /** Somebody has removed a voice from OBS. */
  voicesMissing(): void {
    if (performance.now() - this.#laidMs > AGAIN_MS) this.#layOut(false);
  }

  /**
   * Takes everything of ours out of OBS.
   * @throws ObsError obs-not-restored where OBS is away or refuses; the presence then stays for the next start
   */
  async end(): Promise<void> {
    const { presence, obs } = this.#options;
    this.#over = true;
    await this.#work;
    if (presence === undefined) return;
    try {
      await obs.whenConnected(RESTORE_WAIT_MS);
      await takeAway(obs);
    } catch (error) {
      throw new ObsError(
        'obs-not-restored',
        `OBS still has the scene "${EFFECTS_SCENE}": ${messageOf(error)}`,
        'Start OBS and run `momentfx obs restore`; the next `momentfx obs attach` uses it again.',
        { cause: error },
      );
    }
    await presence.over();
  }

  /** OBS has written what is ours into the collection before, which no request reaches. */
  #collectionChanged(name: string): void {
    const { presence, reports } = this.#options;
    if (presence === undefined) return;
    reports.warn(
      `OBS has changed to its scene collection "${name}"; the one before keeps the scene "${EFFECTS_SCENE}". When you are in it again, \`momentfx obs restore\` removes it.`,
    );
    this.#layOut(true);
  }

  #layOut(rest: boolean): void {
    const { presence, obs, reports } = this.#options;
    if (presence === undefined) return;
    if (this.#waiting !== undefined) {
      this.#waiting.rest ||= rest;
      return;
    }
    const waiting = (this.#waiting = { rest });
    this.#work = this.#work.then(async () => {
      this.#waiting = undefined;
      this.#laidMs = performance.now();
      if (this.#over || !obs.connected) return;
      try {
        await layOut(obs, waiting);
      } catch (error) {
        // That it is gone again is told by the connection, and so is its return.
        if (obs.connected) reports.warn(describeError(asError(error)));
      }
    });
  }
}
