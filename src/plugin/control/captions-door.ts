/** Captions that come to the control server: each session opens a receiver, and the door stays when the session goes. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CaptionReceiver, type CaptionClock } from '../../captions/server/receiver.ts';
import type { CaptionSource } from '../../captions/source.ts';
import { tokenOf, urlOf } from '../../core/http-guard.ts';
import type { Access } from './access.ts';

/** Where captions come in, and what else than the installation's tokens lets them. */
export interface CaptionsPlace {
  readonly path: string;
  readonly token?: string;
}

/** The statuses of refusals, by what a token is good for. */
const REFUSALS = { viewer: 403, wrong: 401, locked: 429 } as const;

/** The door for one path of the control server. */
export class CaptionsDoor {
  readonly #place: CaptionsPlace;
  #receiver: CaptionReceiver | undefined;

  constructor(place: CaptionsPlace) {
    this.#place = place;
  }

  /** The captions of a session, until it closes them; between sessions nobody is let in. */
  open(clock: CaptionClock): CaptionSource {
    const receiver = new CaptionReceiver(clock);
    this.#receiver = receiver;
    return {
      name: receiver.name,
      events$: receiver.events$,
      close: async () => {
        if (this.#receiver === receiver) this.#receiver = undefined;
        await receiver.close();
      },
    };
  }

  /** Whether a request is for here. */
  isFor(request: IncomingMessage): boolean {
    return urlOf(request).pathname === this.#place.path;
  }

  /** Lets a request in that has the right; the status of the refusal else. Its Host has been looked at. */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer, access: Access): number | undefined {
    const token = tokenOf(request);
    const receiver = this.#receiver;
    if (!access.originFits(request, token)) {
      receiver?.tell(
        'A caption client of another site, or without a token, was refused.',
        'Give it the address that `momentfx dock --captions` prints.',
      );
      return 403;
    }
    const may = access.captionsWith(token ?? '', this.#place.token);
    if (may !== 'allowed') {
      receiver?.tell(
        'A caption client without the right token was refused.',
        'Give it the address that `momentfx dock --captions` prints.',
      );
      return REFUSALS[may];
    }
    return receiver?.admit(request, socket, head) === true ? undefined : 503;
  }

  /** Other tokens are in force: whoever is in has to come again. */
  renew(): void {
    this.#receiver?.sendAway('The token was renewed.');
  }

  /** Nobody is let in any more; those who are in are told. */
  async close(): Promise<void> {
    await this.#receiver?.close();
    this.#receiver = undefined;
  }
}
