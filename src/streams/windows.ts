import {
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  merge,
  of,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { countOf, FrameOrderError, positiveInteger } from './errors.ts';
import { MOOD_REACH, MOOD_SENTENCES, spokenBefore } from './spoken-before.ts';
import { subtitleStore } from './subtitles.ts';
import { add, FOREVER, fromSeconds, latest, micros, scale, subtract, ZERO, type Micros } from './time.ts';
import type { Frame, SpeechEvent, Span, Subtitle, Window, WindowSubtitle } from './values.ts';

/**
 * Options of `windows`. A `size`, `hop`, `maxSubtitles` or `framePeriod` that is no whole number of at least
 * 1 is a RangeError, and so is an `earlier` that is no whole number of at least 0.
 */
export interface WindowsOptions {
  /** Most frames in a window; the network is trained with 12. */
  readonly size?: number;
  /** Frames between one window and the next; 1 shows each moment to the network as often as can be. */
  readonly hop?: number;
  /** Most subtitles in a window; the newest are kept. The network is trained with 40. */
  readonly maxSubtitles?: number;
  /** Most subtitles from before a window that go with it, the newest ones; 0 for none. */
  readonly earlier?: number;
  /** Media time between two frames. */
  readonly framePeriod?: Micros;
  /**
   * How much media time past its end a window waits for its words; without it, until they are there. A window ends one
   * frame period after its last frame, so that with minus a frame period it waits for nothing.
   */
  readonly maxWait?: Micros;
  /**
   * Shows the newest frames again as soon as the words of their span change, instead of with the next hop. The windows
   * of the hops come as well.
   */
  readonly onWords?: boolean;
  /**
   * Other values of these options from now on, such as another delay brings; none by default. Windows that wait and have
   * waited for long enough by the new `maxWait` come at once; what was shown is not shown again.
   */
  readonly changes$?: Observable<WindowsChange>;
}

/** What may change while windows are made; see `WindowsOptions`. */
export type WindowsChange = Required<Pick<WindowsOptions, 'maxWait' | 'onWords'>>;

/** Default of `size`, in frames: what the paper's network is trained with. */
export const WINDOW_SIZE = 12;
/** Default of `maxSubtitles`: what the paper's network is trained with. */
export const MAX_SUBTITLES = 40;
/** Default of `framePeriod`: one picture a second. */
export const FRAME_PERIOD: Micros = fromSeconds(1);
/** Sentences before a window that tell what kind of talk it is from; about a minute of them. */
export const EARLIER = 12;
/** Older words than these belong to another part of the talk. */
export const EARLIER_REACH: Micros = fromSeconds(60);

/** A step longer than this many periods is a hole in the input, and windows start afresh behind it. */
const HOLE = 1.5;

/**
 * Joins frames and speech to windows: each holds the last `size` frames and the subtitles that overlap them, and
 * a new one comes every `hop` frames; the first ones (also those behind a hole in the input) are shorter. When the
 * frames end, those that no window has shown yet get a last one.
 *
 * A window closes on the media clock. It waits until speech is known up to its end (`progress`, or the end of
 * `speech$`), so that any chunking or interleaving of the same input gives the same windows; with `maxWait` a frame
 * at or past `end + maxWait` releases it with the words known by then. With `onWords` a sentence that is new, revised
 * or retracted gives a window at once, of the newest frames and with all words known.
 *
 * Holds `size` frames, those of windows that wait for words, and the subtitles that a coming window can overlap or be
 * preceded by: a subtitle is forgotten once it ended five minutes before the oldest frame held. Without `maxWait` the caller
 * bounds what waits, by holding frames back while speech is behind. Completes when both inputs have, and fails with
 * either, or with a FrameOrderError if frames are out of order; callers that go on without words map a speech
 * failure to completion.
 */
export function windows(
  frames$: Observable<Frame>,
  speech$: Observable<SpeechEvent>,
  options: WindowsOptions = {},
): Observable<Window> {
  const settings = checked(options);
  const { changes$ = EMPTY } = options;
  return defer(() => {
    const joiner = joinFramesAndSpeech(settings);
    const ended = of({ type: 'ended' } as const);
    const over$ = new Subject<void>();
    const joined$ = merge(
      concat(speech$, ended).pipe(map((event) => joiner.hear(event))),
      concat(frames$.pipe(map((frame) => ({ type: 'frame', frame }) as const)), ended).pipe(
        map((event) => joiner.see(event)),
      ),
    ).pipe(tap({ complete: () => over$.next() }));
    const changed$ = changes$.pipe(
      takeUntil(over$),
      map((change) => joiner.change(change)),
    );
    return merge(changed$, joined$).pipe(concatMap((closed) => closed));
  });
}

type Closing = Pick<Window, 'start' | 'end' | 'frames'>;
interface Ended {
  readonly type: 'ended';
}

type Settings = Required<Omit<WindowsOptions, 'changes$'>>;

const checked = (options: WindowsOptions): Settings => ({
  size: positiveInteger('size', options.size ?? WINDOW_SIZE),
  hop: positiveInteger('hop', options.hop ?? 1),
  maxSubtitles: positiveInteger('maxSubtitles', options.maxSubtitles ?? MAX_SUBTITLES),
  earlier: countOf('earlier', options.earlier ?? EARLIER),
  framePeriod: micros(positiveInteger('framePeriod', options.framePeriod ?? FRAME_PERIOD)),
  maxWait: options.maxWait ?? FOREVER,
  onWords: options.onWords ?? false,
});

/** The state behind `windows`: each step returns the windows that it closed. */
function joinFramesAndSpeech(settings: Settings) {
  const { size, hop, maxSubtitles, earlier, framePeriod } = settings;
  let { maxWait, onWords } = settings;
  const subtitles = subtitleStore();
  const closing: Closing[] = [];
  let run: Frame[] = [];
  let unseen = 0;
  let index = 0;
  let clock = ZERO;
  let spokenTo = ZERO;

  const spanOf = (frames: readonly Frame[]): Closing | undefined => {
    const [first, last] = [frames[0], frames.at(-1)];
    return first && last && { start: first.at, end: add(last.at, framePeriod), frames: [...frames] };
  };

  const close = () => {
    const span = spanOf(run);
    if (unseen === 0 || span === undefined) return;
    unseen = 0;
    closing.push(span);
  };

  const accept = (frame: Frame) => {
    const last = run.at(-1);
    if (last !== undefined && frame.at <= last.at) throw new FrameOrderError(last.at, frame.at);
    if (last !== undefined && frame.at - last.at > HOLE * framePeriod) {
      close();
      run = [];
    }
    run.push(frame);
    if (run.length > size) run.shift();
    clock = frame.at;
    unseen += 1;
    if (unseen === hop) close();
  };

  const worded = (span: Closing): Window => {
    const heard = subtitles.overlapping(span, maxSubtitles);
    const placed = heard.map((subtitle) => position(subtitle, span, framePeriod));
    const ended = (reach: Micros, most: number) =>
      subtitles.before(span.start, subtract(span.start, reach), most);
    const before = spokenBefore(ended(MOOD_REACH, MOOD_SENTENCES).map(({ embedding }) => embedding));
    return {
      index: index++,
      ...span,
      framePeriod,
      subtitles: placed,
      earlier: ended(EARLIER_REACH, earlier),
      ...(before === undefined ? {} : { before }),
    };
  };

  /** The newest frames with words that have changed there. */
  const again = (changed: readonly (Span | undefined)[]): Window[] => {
    const newest = onWords ? spanOf(run) : undefined;
    const shown = changed.some(
      (words) => newest && words && words.start < newest.end && words.end > newest.start,
    );
    return newest && shown ? [worded(newest)] : [];
  };

  const release = (): Window[] => {
    const released: Window[] = [];
    for (let next = closing[0]; next !== undefined; next = closing[0]) {
      if (spokenTo < next.end && clock < add(next.end, maxWait)) break;
      closing.shift();
      released.push(worded(next));
    }
    const oldest = closing[0]?.start ?? run[0]?.at;
    if (oldest !== undefined) subtitles.forget(subtract(oldest, MOOD_REACH));
    return released;
  };

  return {
    hear(event: SpeechEvent | Ended): Window[] {
      const changed: (Subtitle | undefined)[] = [];
      if (event.type === 'subtitle') {
        const before = subtitles.put(event.subtitle);
        if (!before || !sameWords(before, event.subtitle)) changed.push(before, event.subtitle);
      } else if (event.type === 'retracted') changed.push(subtitles.remove(event.id));
      else spokenTo = event.type === 'ended' ? FOREVER : latest(spokenTo, event.upTo);
      return [...release(), ...again(changed)];
    },
    see(event: Ended | { readonly type: 'frame'; readonly frame: Frame }): Window[] {
      if (event.type === 'frame') accept(event.frame);
      else close();
      return release();
    },
    change(change: WindowsChange): Window[] {
      ({ maxWait, onWords } = change);
      return release();
    },
  };
}

const sameWords = (a: Subtitle, b: Subtitle): boolean =>
  a.text === b.text && a.start === b.start && a.end === b.end;

/** Where a subtitle lies in a window: `floor((time − window.start) / period)`, clamped to its frames. */
function position(subtitle: Subtitle, window: Closing, framePeriod: Micros): WindowSubtitle {
  const frameAt = (time: Micros) =>
    Math.min(Math.max(Math.floor((time - window.start) / framePeriod), 0), window.frames.length - 1);
  return { subtitle, firstFrame: frameAt(subtitle.start), lastFrame: frameAt(subtitle.end) };
}

/** Media time that a full window spans. */
export const windowSpan = (options: WindowsOptions = {}): Micros =>
  scale(options.framePeriod ?? FRAME_PERIOD, options.size ?? WINDOW_SIZE);
