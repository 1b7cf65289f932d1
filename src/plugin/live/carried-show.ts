/** What goes from one show to the next: in one process by itself, after a restart where it is asked for. */
import type { Settings } from '../config/options.ts';
import type { ShowSettings } from './show-settings.ts';

/** A moment that is settled. Times are in ms since 1970, when its media arrived. */
export interface PastMoment {
  /** `by-hand`: of an effect that a person triggered; it has no moment. */
  readonly kind: 'played' | 'by-hand' | 'vetoed';
  readonly start: number;
  readonly end: number;
  /** Where its effect began. */
  readonly at: number;
}

/** What is known of the show before. */
export interface EarlierShow {
  /** When media time 0 of its first session arrived, in ms since 1970. */
  readonly origin: number;
  /** Oldest first. */
  readonly moments: readonly PastMoment[];
}

/** What goes from one show of a process to the next. */
export interface CarriedShow {
  readonly set: ShowSettings;
  /** Everything is silent until somebody releases it, in the next show as well. */
  readonly panicked: boolean;
  /** Whether it was quiet before the panic. */
  readonly quietBefore: boolean;
  /** It is the same show that goes on, in another process. */
  readonly earlier?: EarlierShow;
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
