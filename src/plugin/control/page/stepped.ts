/** Choosing by arrows. */

/** The one that is a step from the one of this id, within the list; from none, the first or the last. */
export function stepped<T extends { readonly id: string }>(
  list: readonly T[],
  id: string | undefined,
  step: 1 | -1,
): T | undefined {
  const now = list.findIndex((each) => each.id === id);
  if (now === -1) return step === 1 ? list[0] : list.at(-1);
  return list[Math.min(Math.max(now + step, 0), list.length - 1)];
}
