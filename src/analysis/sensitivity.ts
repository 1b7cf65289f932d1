/** How readily effects are played. Imports nothing: browsers know it, too. */

/** `low` seldom and surely, `normal` as fitted, `high` often. */
export const SENSITIVITIES = ['low', 'normal', 'high'] as const;
/** How readily effects are played. */
export type Sensitivity = (typeof SENSITIVITIES)[number];
