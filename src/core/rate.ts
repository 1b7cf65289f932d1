/** How often something may happen. Time is passed in, in milliseconds of any clock that never goes back. */

/** A budget that refills with time. */
export interface Rate {
  /** Takes `cost` if it is there; false otherwise. */
  take(cost: number, now: number): boolean;
}

/** A bucket of `burst` that refills with `perSecond`. */
export function rateOf({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }): Rate {
  let left = burst;
  let seen: number | undefined;
  return {
    take(cost, now) {
      left = Math.min(burst, left + ((now - (seen ?? now)) / 1_000) * perSecond);
      seen = now;
      if (left < cost) return false;
      left -= cost;
      return true;
    },
  };
}
