/**
 * OBS streams to us, we stream on: a session begins when OBS's stream does and ends with it, then the next one is made
 * ready. When OBS is gone in mid-show the session waits for it, as for any sender.
 */
import { describeError } from '../../core/errors.ts';
import type { LiveSession } from '../live/session-options.ts';
import type { Reports } from '../live/reports.ts';
import type { Gate } from './gate.ts';
import type { ObsEvent, ObsState } from './state.ts';

/** What a relay works with. */
export interface RelayOptions {
  /** A session that waits for OBS; undefined where `signal` stopped its start. */
  readonly begin: () => Promise<LiveSession | undefined>;
  readonly reports: Pick<Reports, 'info' | 'warn'>;
  /** Where OBS comes in. */
  readonly gate: Pick<Gate, 'hold' | 'release'>;
  readonly signal: AbortSignal;
}

/** What OBS has sent, but not yet said, is waited for so long when its stream has ended, ms. */
const LAST_BYTES_MS = 3_000;
const LOOK_MS = 50;

/** Sessions, one for each stream of OBS. */
export class Relay {
  readonly #options: RelayOptions;
  #session: LiveSession | undefined;
  #profile: string | undefined;
  /** OBS has said that its stream is about to end. */
  #stopping = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** OBS has been pointed to us in this profile. */
  pointed(profile: string): void {
    this.#profile = profile;
  }

  /** Whether OBS streams to us now, whatever its profile says. */
  get receiving(): boolean {
    return this.#session?.status.input.connected === true;
  }

  /** Hears what OBS does. */
  hear(event: ObsEvent, state: ObsState): void {
    const { info, warn } = this.#options.reports;
    switch (event.type) {
      case 'stream':
        // A stream that follows at once belongs to the next session; this one would still take it.
        if (event.state === 'stopping') this.#options.gate.hold();
        this.#stopping = event.state === 'stopping';
        if (event.state === 'stopped' && event.found === undefined) this.#endShow();
        if (event.state === 'starting') this.#checkProfile(state.profile);
        break;
      case 'profile':
        this.#checkProfile(event.name);
        break;
      case 'disconnected':
        warn(`OBS is gone (${event.reason}); it is waited for.`);
        // It was closed by its user, and had no time to say that its stream is over.
        if (this.#stopping) this.#endShow();
        this.#stopping = false;
        break;
      case 'refused':
        warn(event.reason);
        break;
      case 'connected':
        if (event.again) info(`OBS is back: ${event.version.obs}.`);
        break;
      case 'recording':
      // No cut: when the picture of a change comes in OBS's stream depends on its encoder and is not told.
      case 'scene':
      case 'scene-created':
      case 'scene-collection':
      case 'media-started':
        break;
    }
  }

  /**
   * Runs sessions until the signal stops it.
   * @throws what a session ends with
   */
  async run(first: LiveSession): Promise<void> {
    const { begin, reports, gate, signal } = this.#options;
    const stop = (): void => this.#endShow();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (let session: LiveSession | undefined = first; session !== undefined;) {
        this.#session = session;
        if (signal.aborted) stop();
        await session.done;
        if (signal.aborted) return;
        session = await begin();
        gate.release();
        if (session !== undefined) reports.info('Ready for the next stream of OBS.');
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** OBS has ended its stream, or somebody the relay: what has come is played, then the session is over. */
  #endShow(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { signal, reports, gate } = this.#options;
    // A stream that never came to us ends no session of ours.
    if (!signal.aborted && session.status.input.connections === 0) return gate.release();
    gate.hold();
    void (async () => {
      const end = performance.now() + LAST_BYTES_MS;
      while (session.status.input.connected && performance.now() < end)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      await session.stop();
    })().catch((error: unknown) => {
      // It fails as `done` does, which is awaited.
      reports.warn(describeError(error));
    });
  }

  #checkProfile(profile: string): void {
    if (this.#profile === undefined || profile === this.#profile) return;
    this.#options.reports.warn(
      `OBS is in its profile "${profile}", which does not stream to momentfx. Change back to "${this.#profile}", or start the relay again.`,
    );
  }
}
