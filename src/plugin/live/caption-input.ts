/** The captions of a live session, of all kinds, from the source that `--asr` names to the analysis feed. */
import { catchError, first, map, of, switchMap, timer, type Observable, type Subscription } from 'rxjs';
import type { CaptionClock } from '../../captions/server/receiver.ts';
import { openCaptionServer } from '../../captions/server/server.ts';
import { openGrowingCaptions } from '../../captions/files/growing.ts';
import { joinLive } from '../../captions/sentences/join-live.ts';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../../captions/source.ts';
import type { Caption } from '../../captions/files/parse.ts';
import { add, FOREVER, fromSeconds, ZERO, type Micros } from '../../streams/time.ts';
import type { Settings } from '../config/options.ts';
import { sentencesOf } from '../../core/errors.ts';
import { UsageError } from '../errors.ts';
import { readCaptions } from '../session/captions-file.ts';
import { openLiveInBandCaptions, type LiveInBandCaptions } from './in-band-captions.ts';
import type { AnalysisFeed } from './analysis-feed.ts';
import type { FaultGuard } from './faults.ts';
import type { ShowTime } from './show-time.ts';

/** Where captions go. */
export interface CaptionTarget {
  readonly feed: AnalysisFeed;
  /** Where media time lies on the wall clock. */
  readonly time: Pick<ShowTime, 'mediaAt' | 'goesOn'>;
  /** The input begins anew with each session: a file that is played by the clock. */
  readonly anew: boolean;
  /** The wall clock that the session goes by. */
  readonly epoch: () => number;
  readonly onFault: (message: string) => void;
  readonly guard: FaultGuard;
}

/** A session's source of captions. */
export interface CaptionInput extends AsyncDisposable {
  /** Passes captions on from now on. Called once. */
  begin(target: CaptionTarget): void;
  /** All captions, where they are known beforehand. */
  readonly captions?: readonly Caption[];
  /** Reads captions out of the input's packets, which it is to be shown. */
  readonly inBand: LiveInBandCaptions | undefined;
}

/**
 * Opens the source that `--asr` names; `given` opens another in its place, which only its caller could.
 * @throws UsageError, CaptionsError when a file or address cannot be used
 */
export async function openCaptionInput(
  { asr, captionsOffset }: Settings,
  given?: (clock: CaptionClock) => CaptionSource,
): Promise<CaptionInput> {
  if (given !== undefined) return byTheShow((clock) => () => given(clock));
  switch (asr.type) {
    case 'captions': {
      const faults: string[] = [];
      let waiting: Subscription | undefined;
      const captions = (await readCaptions(asr, (line) => faults.push(line))) ?? [];
      return {
        ...nothing,
        captions,
        begin({ feed, onFault, time, anew }) {
          for (const fault of faults) onFault(fault);
          const known$ = anew ? of(ZERO) : shiftOf(time);
          waiting = known$.subscribe((shift) => tellWhole(captions, shift, feed));
        },
        [Symbol.asyncDispose]: () => Promise.resolve(waiting?.unsubscribe()),
      };
    }
    case 'websocket': {
      const { type: _, ...place } = asr;
      return byTheShow((clock) => openCaptionServer({ ...place, ...clock }));
    }
    case 'dock':
      throw new UsageError(
        'captions-need-dock',
        'Captions are to be sent to the dock, and there is none.',
        'Add --dock.',
      );
    case 'follow':
      // It begins to read when it is opened.
      return listening(({ time }) =>
        onceKnown(shiftOf(time), (shift) =>
          openGrowingCaptions(asr.file, { offset: add(fromSeconds(captionsOffset), shift) }),
        ),
      );
    case 'obs':
      throw new UsageError(
        'bad-arguments',
        '--asr obs:SOURCE works beside OBS alone.',
        'Use it with `momentfx obs attach`.',
      );
    case 'cea608':
    case 'embedded': {
      const inBand = openLiveInBandCaptions(asr.type);
      return { ...listening(inBand), inBand };
    }
    case 'moonshine':
    case 'sherpa':
    case 'none':
      return nothing;
  }
}

/** A source that goes by the show's clock, which is known once captions are passed on. */
async function byTheShow(
  open: (clock: CaptionClock) => Source | (() => Source) | Promise<Source>,
): Promise<CaptionInput> {
  let target: CaptionTarget | undefined;
  // By the session's own clock: one that is faster than real would be minutes ahead of the machine's.
  const wallNow = (): number => target?.epoch() ?? Date.now();
  const mediaNow = (): Micros | undefined => target?.time.mediaAt(wallNow());
  const input = listening(await open({ mediaNow, wallNow }));
  return {
    ...input,
    begin(given) {
      target = given;
      input.begin(given);
    },
  };
}

const nothing: CaptionInput = {
  inBand: undefined,
  begin: () => undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** A captions file that is there as a whole: all of it is told at once, and nobody waits for more. */
function tellWhole(captions: readonly Caption[], shift: Micros, feed: AnalysisFeed): void {
  for (const [index, { start, end, text }] of captions.entries())
    if (end + shift >= 0 || shift === 0)
      feed.caption({
        id: `caption-${index}`,
        start: add(start, shift),
        end: add(end, shift),
        text,
        final: true,
      });
  feed.caption({ type: 'progress', upTo: FOREVER });
}

/** How often it is looked whether the time of the show is known, in ms. */
const LOOK_MS = 100;

/** What is added to the times of a file that count from the beginning of the show, once it is known. */
const shiftOf = ({ goesOn }: Pick<ShowTime, 'goesOn'>): Observable<Micros> =>
  goesOn === undefined
    ? of(ZERO)
    : timer(0, LOOK_MS).pipe(
        map(() => goesOn.shift()),
        first((shift) => shift !== undefined),
      );

/** A source that is opened with what there is to be known first. */
function onceKnown(known$: Observable<Micros>, open: (known: Micros) => Source): Source {
  let opened: Source | undefined;
  return {
    events$: known$.pipe(switchMap((known) => (opened ??= open(known)).events$)),
    close: () => opened?.close() ?? Promise.resolve(),
  };
}

/** After a fault in joining captions, ms. */
const AGAIN_MS = 100;

type Source = Pick<CaptionSource, 'events$' | 'close'>;

function listening(given: Source | ((target: CaptionTarget) => Source)): CaptionInput {
  let source = typeof given === 'function' ? undefined : given;
  let subscription: Subscription | undefined;
  return {
    inBand: undefined,
    begin(target) {
      source ??= typeof given === 'function' ? given(target) : given;
      const { guard } = target;
      subscription = source.events$
        .pipe(
          joinLive(),
          // What was being joined is lost; the next captions begin anew.
          catchError((error: unknown, anew) => {
            guard.tell('captions', error);
            return timer(AGAIN_MS).pipe(switchMap(() => anew));
          }),
        )
        .subscribe(guard.wrap('captions', (event: CaptionEvent) => pass(event, target)));
    },
    async [Symbol.asyncDispose]() {
      subscription?.unsubscribe();
      await source?.close();
    },
  };
}

function pass(event: CaptionEvent, { feed, time: show, onFault }: CaptionTarget): void {
  if (event.type === 'fault') {
    const { what, nextStep } = sentencesOf(event);
    onFault(`${what} ${nextStep}`);
    return;
  }
  if (event.type === 'withdrawn') {
    feed.caption({ type: 'retracted', id: event.id });
    return;
  }
  const media = (time: CaptionTime): Micros => (time.clock === 'media' ? time.at : show.mediaAt(time.at));
  const { id, text, final } = event;
  feed.caption({ id, start: media(event.start), end: media(event.end), text, final });
}
