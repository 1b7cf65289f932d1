/** How much is answered: somebody who sends much, or sends again what he has seen, takes neither time nor the others' answers. */

/** Datagrams a second that are looked at: each costs some microseconds. */
const MOST_HEARD = 2_000;
/** Of them those of one address: several workers of a machine that ask twice a second need fewer. */
const MOST_HEARD_EACH = 100;
/** So many addresses are told apart; the others share what one has. */
const MOST_SENDERS = 1_024;
/** Questions that are remembered: more than one second brings. */
const MOST_NONCES = 4_096;

/** The budget of one door. Times in ms of one clock. */
export class PeerBudget {
  readonly #heard = new Map<string, number>();
  /** In the order in which they came. */
  readonly #nonces = new Set<string>();
  #second = 0;
  #all = 0;

  /** Whether what comes from this address is looked at. */
  hears(address: string, now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#all = 0;
      this.#heard.clear();
    }
    const sender = this.#heard.has(address) || this.#heard.size < MOST_SENDERS ? address : 'others';
    const count = (this.#heard.get(sender) ?? 0) + 1;
    this.#heard.set(sender, count);
    // Who sends too much takes nothing from the others.
    if (count > MOST_HEARD_EACH || this.#all >= MOST_HEARD) return false;
    this.#all += 1;
    return true;
  }

  /** Whether this question has not come before. */
  isNew(nonce: string): boolean {
    if (this.#nonces.has(nonce)) return false;
    this.#nonces.add(nonce);
    if (this.#nonces.size > MOST_NONCES)
      for (const oldest of this.#nonces) {
        this.#nonces.delete(oldest);
        break;
      }
    return true;
  }
}
