/** Where a live session's words come from, beside recognised speech: captions of all kinds, on their way to the senses. */
import type { Subscription } from 'rxjs';
import { openCaptionServer } from '../../media/captions/server.ts';
import { openGrowingCaptions } from '../../media/captions/growing.ts';
import { joinLive } from '../../media/captions/join-live.ts';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../../media/captions/source.ts';
import type { Caption } from '../../media/captions/files.ts';
import { FOREVER, fromSeconds, type Micros } from '../../streams/time.ts';
import type { Settings } from '../config/options.ts';
import { sentencesOf } from '../errors.ts';
import { readCaptions } from '../decorate/speech-source.ts';
import { carriedCaptions, type CarriedCaptions } from './carried.ts';
import type { Senses } from './senses.ts';

/** Where words go. */
export interface WordsPlace {
  readonly senses: Senses;
  /** Media time of a moment of the wall clock (ms since 1970). */
  readonly mediaAt: (epochMs: number) => Micros;
  readonly onFault: (message: string) => void;
}

/** The words of a session. */
export interface Words extends AsyncDisposable {
  /** From now on they are told. Once. */
  begin(place: WordsPlace): void;
  /** All of them, where they are there beforehand. */
  readonly captions?: readonly Caption[];
  /** Wants to see the input's packets. */
  readonly carried: CarriedCaptions | undefined;
}

/**
 * Opens the source that `--asr` names.
 * @throws UsageError, CaptionsError when a file or address cannot be used
 */
export async function openWords({ asr, captionsOffset }: Settings): Promise<Words> {
  switch (asr.type) {
    case 'captions': {
      const captions = (await readCaptions(asr)) ?? [];
      return { ...nothing, captions, begin: ({ senses }) => tellWhole(captions, senses) };
    }
    case 'websocket':
      return listening(await openCaptionServer({ host: asr.host, port: asr.port, path: asr.path }));
    case 'follow':
      // It begins to read when it is opened.
      return listening(() => openGrowingCaptions(asr.file, { offset: fromSeconds(captionsOffset) }));
    case 'cea608':
    case 'embedded': {
      const carried = carriedCaptions(asr.type);
      return { ...listening(carried), carried };
    }
    case 'moonshine':
    case 'sherpa':
    case 'none':
      return nothing;
  }
}

const nothing: Words = {
  carried: undefined,
  begin: () => undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** A captions file that is there as a whole: all of it is told at once, and nobody waits for more. */
function tellWhole(captions: readonly Caption[], senses: Senses): void {
  for (const [index, caption] of captions.entries())
    senses.caption({ id: `caption-${index}`, ...caption, final: true });
  senses.caption({ type: 'progress', upTo: FOREVER });
}

type Source = Pick<CaptionSource, 'events$' | 'close'>;

function listening(given: Source | (() => Source)): Words {
  let source = typeof given === 'function' ? undefined : given;
  let subscription: Subscription | undefined;
  return {
    carried: undefined,
    begin(place) {
      source ??= typeof given === 'function' ? given() : given;
      subscription = source.events$.pipe(joinLive()).subscribe((event) => pass(event, place));
    },
    async [Symbol.asyncDispose]() {
      subscription?.unsubscribe();
      await source?.close();
    },
  };
}

function pass(event: CaptionEvent, { senses, mediaAt, onFault }: WordsPlace): void {
  if (event.type === 'fault') {
    const { what, nextStep } = sentencesOf(event);
    onFault(`${what} ${nextStep}`);
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
