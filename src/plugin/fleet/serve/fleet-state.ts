/** A fleet's view on the side of a client: what came with `welcome`, with every change applied. Pure; the page uses it, too. */
import type { FleetChange, FleetView } from './protocol.ts';

/** The view after a change. What has not changed is the same object. */
export function applyFleetChange(view: FleetView, { workers, gone, ...parts }: FleetChange): FleetView {
  if (workers === undefined && gone === undefined) return { ...view, ...parts };
  const byName = new Map(view.workers.map((worker) => [worker.name, worker]));
  for (const worker of workers ?? []) byName.set(worker.name, worker);
  for (const name of gone ?? []) byName.delete(name);
  return { ...view, ...parts, workers: [...byName.values()].sort(byText) };
}

const byText = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
