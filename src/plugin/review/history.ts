/**
 * Steps back and forth. Each holds only what was different before it, so that hundreds fit into the file that keeps a review,
 * and are still there after a restart. Pure.
 */
import type { Edit, ReviewState } from './edits.ts';

/** What is decided: of the effects, and of the levels of the mix in dB. */
export interface Decided {
  readonly state: ReviewState;
  readonly levels: { readonly gain: number; readonly duck: number };
}

/** What makes one set of decisions of another; what is absent is the same in both. */
export interface Step {
  readonly levels?: Decided['levels'];
  readonly policy?: ReviewState['policy'];
  readonly added?: number;
  /** Edits that the other lacks, or has in another way. */
  readonly edits?: readonly Edit[];
  /** Names of edits that are the other's alone. */
  readonly gone?: readonly string[];
}

/** Steps that can be taken back, and those that were; the nearest is the last of each. */
export interface History {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** Steps that are kept. */
const MOST_STEPS = 1_000;

/** Nothing can be taken back. */
export const NO_HISTORY: History = { done: [], undone: [] };

/** The history after a change of `before` to `after`; nothing is left to be done again. `goesOn`: it belongs to the step before. */
export function withChange({ done }: History, before: Decided, after: Decided, goesOn: boolean): History {
  return { done: goesOn ? done : pushed(done, stepTo(after, before)), undone: [] };
}

/** The decisions and the history after a step; undefined where there is none. */
export function stepped(
  now: Decided,
  history: History,
  direction: 'undo' | 'redo',
): { readonly decided: Decided; readonly history: History } | undefined {
  const [from, to] = direction === 'undo' ? (['done', 'undone'] as const) : (['undone', 'done'] as const);
  const step = history[from].at(-1);
  if (step === undefined) return undefined;
  const decided = afterStep(now, step);
  return {
    decided,
    history: {
      ...history,
      [from]: history[from].slice(0, -1),
      [to]: pushed(history[to], stepTo(decided, now)),
    },
  };
}

const pushed = (steps: readonly Step[], step: Step): readonly Step[] => [...steps, step].slice(-MOST_STEPS);

/** What makes `to` of `from`. */
function stepTo(from: Decided, to: Decided): Step {
  const before = new Map(from.state.edits.map((edit) => [edit.id, edit]));
  const edits = to.state.edits.filter((edit) => before.get(edit.id) !== edit);
  for (const { id } of to.state.edits) before.delete(id);
  const { policy, added } = to.state;
  return {
    ...(from.levels === to.levels ? {} : { levels: to.levels }),
    ...(from.state.policy === policy ? {} : { policy }),
    ...(from.state.added === added ? {} : { added }),
    ...(edits.length === 0 ? {} : { edits }),
    ...(before.size === 0 ? {} : { gone: [...before.keys()] }),
  };
}

function afterStep(now: Decided, { levels = now.levels, ...step }: Step): Decided {
  const { state } = now;
  // Levels are no matter of the effects: their state stays the same object.
  if (Object.keys(step).length === 0) return { levels, state };
  const { edits = [], gone = [], policy = state.policy, added = state.added } = step;
  const other = new Set([...gone, ...edits.map(({ id }) => id)]);
  return {
    levels,
    state: { policy, added, edits: [...state.edits.filter(({ id }) => !other.has(id)), ...edits] },
  };
}
