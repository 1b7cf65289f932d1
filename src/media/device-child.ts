/** What the processes that work with one audio device have in common; `DeviceWatch` watches them. */
import { messageOf } from '../core/errors.ts';

/** Its last words before it leaves, where something is not installed. */
interface Missing {
  readonly type: 'missing';
  readonly message: string;
}

/** The way to the parent. */
export interface DeviceParent<Message> {
  readonly tell: (message: Message, then?: () => void) => void;
  /** Nothing tidy can be promised once an element has failed: its threads may hang for ever. */
  readonly leave: () => void;
}

/**
 * Runs in a process of its own: what `start` throws is told, and the process leaves. The parent ends it, with or without a
 * word; signals to the terminal's group do not.
 */
export function workForParent<Message>(start: (parent: DeviceParent<Message | Missing>) => void): void {
  const leave = (): void => void process.kill(process.pid, 'SIGKILL');
  const tell = (message: Message | Missing, then?: () => void): void => {
    if (process.send === undefined) leave();
    else process.send(message, () => then?.());
  };
  process.on('disconnect', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  try {
    start({ tell, leave });
  } catch (error) {
    tell({ type: 'missing', message: messageOf(error) }, leave);
  }
}
