/** What the page of a fleet shows, as signals, and what it may ask. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { applyFleetChange } from '../../../fleet/serve/fleet-state.ts';
import type { FleetAction, FleetChange, FleetView, WorkerRow } from '../../../fleet/serve/protocol.ts';
import { openPage } from '../page.ts';
import { language } from '../words/words.ts';
import { fleetEn, type FleetWords } from './words-en.ts';
import { fleetZh } from './words-zh.ts';

const page = openPage<FleetView, FleetChange, FleetAction>({ apply: applyFleetChange });
/** See `Page`. */
export const { connection, mayAct } = page;

/** The words of a fleet, in the language in force. */
export const fleetWords: ReadonlySignal<FleetWords> = computed(
  () => ({ en: fleetEn, zh: fleetZh })[language.value],
);

/** Undefined before the first welcome. */
export const fleet: ReadonlySignal<FleetView | undefined> = connection.show;

/** What workers are looked for by. */
export const wanted = signal('');

/** Those whose name, host or version has what is looked for. */
export const workers: ReadonlySignal<readonly WorkerRow[]> = computed(() => {
  const text = wanted.value.trim().toLowerCase();
  return (fleet.value?.workers ?? []).filter(({ name, host, version }) =>
    `${name} ${host} ${version}`.toLowerCase().includes(text),
  );
});

/** What an operator is about to ask; undefined: nothing. */
export const asking = signal<FleetAction | undefined>(undefined);

/** Asks for it. */
export function confirm(action: FleetAction): void {
  asking.value = undefined;
  void page.ask(action, fleetWords.value.did[action.type]);
}

/** An instant as people read it here. */
export const timeOf = (at: number): string =>
  new Date(at).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
