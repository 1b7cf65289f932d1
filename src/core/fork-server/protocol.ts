/**
 * What a session and its fork server say to each other. Both ends are ours and start together; messages of children pass
 * as they are.
 */

/** What a session asks of its fork server. `id` is the session's own number for the child. */
export type ForkServerOrder =
  | {
      readonly type: 'fork';
      readonly id: number;
      readonly entry: string;
      readonly args: readonly string[];
      readonly execArgv: readonly string[];
      readonly serialization: 'json' | 'advanced';
    }
  | { readonly type: 'send'; readonly id: number; readonly message: unknown }
  | { readonly type: 'stdin'; readonly id: number; readonly data: Uint8Array }
  | { readonly type: 'stdin-end'; readonly id: number }
  | { readonly type: 'kill'; readonly id: number; readonly signal: NodeJS.Signals };

/** What the fork server tells its session about the child that has the number `id`. */
export type ForkServerEvent =
  | { readonly type: 'forked'; readonly id: number; readonly pid: number }
  | { readonly type: 'message'; readonly id: number; readonly message: unknown }
  | { readonly type: 'stderr'; readonly id: number; readonly text: string }
  /** A piece of standard input has been taken. */
  | { readonly type: 'taken'; readonly id: number }
  | { readonly type: 'error'; readonly id: number; readonly message: string }
  | {
      readonly type: 'ended';
      readonly id: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };
