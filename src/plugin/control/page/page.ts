/** What every page has: its connection, the library, whether it may act, and how it asks and listens. */
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { EffectView } from '../protocol.ts';
import { Connection, type Following } from './connection.ts';
import { nameEffects } from './effect-name.ts';
import { Listener } from './listen.ts';
import { complain, report } from './notices.ts';
import { takeToken } from './token.ts';
import { words } from './words/words.ts';

/** A page's dealings with its server. */
export interface Page<View, Change, Asked> {
  readonly connection: Connection<View, Change, Asked>;
  /** The library. */
  readonly effects: ReadonlySignal<readonly EffectView[]>;
  /** Whether this page may act at all; what it shows depends on it. */
  readonly mayAct: ReadonlySignal<boolean>;
  /** Asks the server; `done` is told where it has obeyed, the reason else. */
  readonly ask: (action: Asked, done?: string) => Promise<void>;
  /** Plays an effect in this browser. */
  readonly listen: (sfx: string) => Promise<void>;
  /** For what is fetched beside the connection. */
  readonly bearer: Readonly<Record<string, string>>;
}

/** Connects. */
export function openPage<View, Change, Asked>(following: Following<View, Change>): Page<View, Change, Asked> {
  const token = takeToken();
  const bearer = { authorization: `Bearer ${token ?? ''}` };
  const connection = new Connection<View, Change, Asked>(token, following);
  const listener = new Listener(bearer);
  const effects = computed(() => connection.welcome.value?.effects ?? []);
  effect(() => nameEffects(effects.value));
  return {
    ...{ connection, effects, bearer },
    mayAct: computed(() => connection.welcome.value?.role === 'operator'),
    ask: async (action, done) => report(await connection.do(action), done),
    async listen(sfx) {
      try {
        await listener.play(sfx);
      } catch {
        complain(words.value.cannotListen);
      }
    },
  };
}
