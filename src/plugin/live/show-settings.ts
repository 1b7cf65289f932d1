/**
 * What a person has set in a running show, so that the next one may begin with it. Only what somebody set is here: the rest
 * stays with options, checkpoint and library.
 */
import { z } from 'zod';
import { SENSITIVITIES } from '../../analysis/sensitivity.ts';
import { TAGS } from '../../streams/values.ts';
import type { Settings } from '../config/options.ts';

const bounded = (low: number, high: number) => z.number().min(low).max(high);

/** Bounds are those of the settings of the same names; the delay is in seconds. */
const fields = z
  .object({
    /** Stands in place of a sensitivity, and a sensitivity in place of it. */
    threshold: bounded(0, 1),
    sensitivity: z.enum(SENSITIVITIES),
    density: bounded(0.1, 120),
    gain: bounded(-60, 24),
    duck: bounded(0, 60),
    delay: bounded(0, 60),
    quiet: z.boolean(),
    mutedTags: z.array(z.enum(TAGS)).max(TAGS.length),
    mutedEffects: z.array(z.string().min(1).max(200)).max(10_000),
  })
  .partial();

/** What a person has set. */
export type ShowSettings = {
  readonly [Name in keyof z.infer<typeof fields>]?: NonNullable<z.infer<typeof fields>[Name]>;
};

/** Of JSON, which knows no `undefined`. */
export const showSettingsSchema = fields.transform((set) => set as ShowSettings);

/** What goes from one show of a process to the next. */
export interface CarriedShow {
  readonly set: ShowSettings;
  /** Everything is silent until somebody releases it, in the next show as well. */
  readonly panicked: boolean;
  /** Whether it was quiet before the panic. */
  readonly quietBefore: boolean;
}

/** Of a process whose first show it is. */
export const NOTHING_CARRIED: CarriedShow = { set: {}, panicked: false, quietBefore: false };

/** One more setting: a threshold and a sensitivity stand in each other's place. */
export function withSet(set: ShowSettings, change: ShowSettings): ShowSettings {
  const { threshold: _, sensitivity: __, ...rest } = set;
  const replaced = change.threshold !== undefined || change.sensitivity !== undefined;
  return { ...(replaced ? rest : set), ...change };
}

/** The settings of a show that begins with what was set; quiet and muted effects are no settings, its controls take them. */
export function settingsWith(settings: Settings, set: ShowSettings): Settings {
  const { threshold, sensitivity, mutedTags = settings.muteTag, quiet: _, mutedEffects: __, ...same } = set;
  const readiness =
    sensitivity !== undefined
      ? { sensitivity, threshold: undefined }
      : threshold !== undefined
        ? { threshold }
        : {};
  return { ...settings, ...same, ...readiness, muteTag: mutedTags };
}

/** What was set without what was typed: options win over what is kept. `typed` holds the options by the names of settings. */
export function withoutTyped(set: ShowSettings, typed: Readonly<Record<string, unknown>>): ShowSettings {
  const readiness = typed['threshold'] ?? typed['sensitivity'];
  const told: Readonly<Record<keyof ShowSettings, unknown>> = {
    threshold: readiness,
    sensitivity: readiness,
    density: typed['density'],
    gain: typed['gain'],
    duck: typed['duck'],
    delay: typed['delay'],
    quiet: undefined,
    mutedTags: typed['muteTag'],
    mutedEffects: undefined,
  };
  return Object.fromEntries(
    Object.entries(set).filter(([name]) => told[name as keyof ShowSettings] === undefined),
  );
}

/** Controls that may be told what was set. */
interface Settable {
  apply(set: ShowSettings): void;
  panic(): void;
  release(): void;
}

/** Does to a show what was done to the one before it while this one started: between `then` and `now`. */
export function catchUp(controls: Settable, then: CarriedShow, now: CarriedShow): void {
  if (now.set !== then.set) controls.apply(now.set);
  if (now.panicked && !then.panicked) controls.panic();
  if (!now.panicked && then.panicked) controls.release();
}
