/** Captions from a text source of OBS, which a caption program such as LocalVocal writes into: looked at some times a second. */
import { Subject } from 'rxjs';
import { z } from 'zod';
import { messageOf } from '../../../core/errors.ts';
import { faultsTo } from '../../../captions/faults.ts';
import { ShownText } from '../../../captions/shown-text.ts';
import type { CaptionEvent, CaptionSource } from '../../../captions/source.ts';
import { systemClock, type Clock } from '../../../core/clock.ts';
import type { ObsConnection } from '../connection.ts';

/** With a picture each second this leaves more than half of OBS's ten requests to effects. ms. */
const LOOK_MS = 300;

const settingsSchema = z.object({ inputSettings: z.object({ text: z.string().default('') }) });

/** Looks at the text of the source named `source` until it is closed; one that is not there is waited for. */
export function openTextCaptions(
  obs: Pick<ObsConnection, 'ask' | 'connected'>,
  source: string,
  clock: Clock = systemClock(),
): CaptionSource {
  const events$ = new Subject<CaptionEvent>();
  const faults = faultsTo((event) => events$.next(event));
  const stop = new AbortController();
  const shown = new ShownText('obs');
  let said = '';

  /** Undefined where it cannot be read. */
  const look = async (): Promise<string | undefined> => {
    // That it is gone is told by the connection.
    if (!obs.connected) return undefined;
    try {
      const { inputSettings } = await obs.ask('GetInputSettings', settingsSchema, { inputName: source });
      said = '';
      return inputSettings.text;
    } catch (error) {
      const reason = messageOf(error);
      if (obs.connected && reason !== said)
        faults.tell(
          `The text source "${source}" of OBS cannot be read: ${reason.replace(/\.$/, '')}`,
          'Name a text source of OBS, as it is called there; it is tried again.',
        );
      said = reason;
      return undefined;
    }
  };
  const run = async (): Promise<void> => {
    shown.skip((await look()) ?? '');
    while (!stop.signal.aborted) {
      const began = clock.now();
      const text = await look();
      if (stop.signal.aborted) return;
      const events = text === undefined ? [] : shown.look(clock.epoch(), text);
      for (const event of events) events$.next(event);
      await clock.sleep(LOOK_MS - (clock.now() - began), stop.signal);
    }
  };
  void run();
  return {
    name: `text source "${source}" of OBS`,
    events$: events$.asObservable(),
    // An OBS that hangs keeps nobody from the end: the look that is under way is not waited for.
    close() {
      if (!stop.signal.aborted) {
        stop.abort();
        for (const event of shown.finish(clock.epoch())) events$.next(event);
        events$.complete();
      }
      return Promise.resolve();
    },
  };
}
