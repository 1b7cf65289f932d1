/** What a check finds, for the doctor and whoever tells things its way. */

/** What one check found, each part in words for a person. */
export type Finding =
  | { readonly state: 'ok'; readonly what: string; readonly fact: string }
  /** Not there, and not needed: the fact says what goes without it, the next step how to add it. */
  | { readonly state: 'without'; readonly what: string; readonly fact: string; readonly nextStep: string }
  | { readonly state: 'fault'; readonly what: string; readonly fact: string; readonly nextStep: string };

/** A check never throws: a fault is a finding. Undefined: there is nothing to look at. */
export type Check = () => Promise<Finding | undefined>;
