/** Where a live session's words come from, beside recognised speech: captions of all kinds, on their way to the senses. */
import { openCaptionServer } from '../../media/captions/server.ts';
import { openGrowingCaptions } from '../../media/captions/growing.ts';
import { joinLive } from '../../media/captions/join-live.ts';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../../media/captions/source.ts';
import type { Caption } from '../../media/captions/files.ts';
import { FOREVER, fromSeconds, type Micros } from '../../streams/time.ts';
import type { Settings } from '../config/options.ts';
import { readCaptions } from '../decorate/speech-source.ts';
import { carriedCaptions, type CarriedCaptions } from './carried.ts';
import type { Senses } from './senses.ts';

export interface WordsOptions {
  readonly settings: Settings;
  readonly senses: Senses;
  /** Media time of a moment on the wall (ms since 1970). */
  readonly mediaAt: (epochMs: number) => Micros;
  readonly onFault: (message: string) => void;
}

/** The words of a session. `carried` wants to see the input's packets. */
export interface Words extends AsyncDisposable {
  readonly carried: CarriedCaptions | undefined;
}

/**
 * Opens the source that `--asr` names.
 * @throws UsageError, CaptionsError when a file or address cannot be used
 */
export async function openWords(options: WordsOptions): Promise<Words> {
  const { asr, captionsOffset } = options.settings;
  switch (asr.type) {
    case 'captions':
      tellWhole((await readCaptions(asr)) ?? [], options.senses);
      return nothing;
    case 'websocket':
      return listen(await openCaptionServer({ host: asr.host, port: asr.port, path: asr.path }), options);
    case 'follow':
      return listen(openGrowingCaptions(asr.file, { offset: fromSeconds(captionsOffset) }), options);
    case 'cea608':
    case 'embedded':
      return carry(carriedCaptions(asr.type), options);
    case 'moonshine':
    case 'sherpa':
    case 'none':
      return nothing;
  }
}

const nothing: Words = { carried: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };

/** A captions file that is there as a whole: all of it is told at once, and nobody waits for more. */
function tellWhole(captions: readonly Caption[], senses: Senses): void {
  for (const [index, caption] of captions.entries())
    senses.caption({ id: `caption-${index}`, ...caption, final: true });
  senses.caption({ type: 'progress', upTo: FOREVER });
}

function listen(source: Pick<CaptionSource, 'events$' | 'close'>, options: WordsOptions): Words {
  const subscription = source.events$.pipe(joinLive()).subscribe((event) => pass(event, options));
  return {
    carried: undefined,
    async [Symbol.asyncDispose]() {
      subscription.unsubscribe();
      await source.close();
    },
  };
}

const carry = (carried: CarriedCaptions, options: WordsOptions): Words => ({
  ...listen(carried, options),
  carried,
});

function pass(event: CaptionEvent, { senses, mediaAt, onFault }: WordsOptions): void {
  if (event.type === 'fault') {
    onFault(`${event.message} ${event.nextStep}`);
    return;
  }
  if (event.type === 'withdrawn') {
    senses.caption({ type: 'retracted', id: event.id });
    return;
  }
  const media = (time: CaptionTime): Micros => (time.clock === 'media' ? time.at : mediaAt(time.at));
  const { id, text, final } = event;
  senses.caption({ id, start: media(event.start), end: media(event.end), text, final });
}
