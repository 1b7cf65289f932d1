/** What a browser keeps for the page. Some keep nothing, and say so by an exception: the page works all the same. */

/** `session`: for this tab; `local`: for this browser. */
export type Place = 'session' | 'local';

const storage = (place: Place): Storage => (place === 'session' ? sessionStorage : localStorage);

/** What was kept under that name. */
export function kept(place: Place, name: string): string | undefined {
  try {
    return storage(place).getItem(name) ?? undefined;
  } catch {
    // Storage is turned off: as if nothing had been kept.
    return undefined;
  }
}

/** Keeps it, where that can be done. */
export function keep(place: Place, name: string, value: string): void {
  try {
    storage(place).setItem(name, value);
  } catch {
    // Storage is turned off or full: after a reload it is as in the beginning.
    return;
  }
}
