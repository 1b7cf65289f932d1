/**
 * The timeline: sentences and moments run toward the playhead. A picture of what the lists say in words, so that screen
 * readers need not hear it twice.
 */
import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { MomentState, MomentView } from '../../protocol.ts';
import { playhead } from '../clock.ts';
import { chosen, isUnlikely } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { moments, status, subtitles } from '../state.ts';

/** Seconds that are shown of the past, and of the future at least. */
const PAST_S = 5;
const LEAST_FUTURE_S = 10;
/** Rows, in px. */
const SAID_Y = 4;
const SAID_HEIGHT = 20;
const MARK_Y = 40;
const LABELS_Y = [62, 76] as const;
const HEIGHT = 82;
/** A letter of a label, in px; labels that would run into each other take the other row, or none. */
const LETTER = 6.6;

/** The timeline, as wide as there is room. */
export function Strip() {
  const frame = useRef<SVGSVGElement>(null);
  const width = useSignal(280);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) width.value = Math.round(entry.contentRect.width);
    });
    if (frame.current !== null) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  const scale = useComputed(() => {
    const future = Math.max(LEAST_FUTURE_S, Math.ceil(status.value?.delay.actual ?? 0) + 1);
    return width.value / (PAST_S + future);
  });
  // Far from zero, whole minutes are taken off: SVG counts in single precision.
  const origin = useComputed(() => Math.floor(playhead.value / 60) * 60);
  const shift = useComputed(
    () => `translate(${((PAST_S - playhead.value + origin.value) * scale.value).toFixed(1)} 0)`,
  );
  const x = useComputed(() => PAST_S * scale.value);
  return (
    <svg ref={frame} class="strip" height={HEIGHT} aria-hidden="true">
      <rect class="gone" x="0" y="0" width={x} height={HEIGHT} />
      <g transform={shift}>
        <Items origin={origin} scale={scale} />
      </g>
      <line class="playhead" x1={x} x2={x} y1="0" y2={HEIGHT} />
    </svg>
  );
}

interface ItemsProps {
  readonly origin: ReadonlySignal<number>;
  /** Px a second. */
  readonly scale: ReadonlySignal<number>;
}

/** Drawn anew when something comes, not when it moves. */
function Items({ origin, scale }: ItemsProps) {
  const perSecond = scale.value;
  const place = (time: number): number => Math.round((time - origin.value) * perSecond * 10) / 10;
  // What was, a minute ago and less, is out of the picture.
  const oldest = origin.value - PAST_S;
  const shown = moments.value.filter(({ at }) => at >= oldest);
  const labels = labelled(shown, place);
  return (
    <>
      {subtitles.value
        .filter(({ end }) => end >= oldest)
        .map(({ id, start, end, text, final }) => (
          <svg
            key={id}
            class={final ? 'sentence' : 'sentence open'}
            {...{ x: place(start), y: SAID_Y, height: SAID_HEIGHT }}
            width={Math.max(2, place(end) - place(start) - 1)}
          >
            <rect width="100%" height="100%" rx="3" />
            <text x="4" y="14">
              {text}
            </text>
          </svg>
        ))}
      {shown.map((moment) => (
        <g key={moment.id} class={`moment ${moment.state}${isUnlikely(moment) ? ' unlikely' : ''}`}>
          {moment.id === chosen.value?.id && <circle class="ring" cx={place(moment.at)} cy={MARK_Y} r="10" />}
          <path d={SHAPES[moment.state]} transform={`translate(${place(moment.at)} ${MARK_Y})`} />
          {labels.has(moment.id) && (
            <text x={place(moment.at)} y={labels.get(moment.id) ?? 0} text-anchor="middle">
              {effectName(moment.sfx)}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

/** A diamond awaits, a disc is decided or has played, a cross has not. */
const SHAPES: Readonly<Record<MomentState, string>> = {
  waiting: 'M0-7L7 0L0 7L-7 0z',
  due: 'M0-6a6 6 0 1 0 0 12a6 6 0 1 0 0-12z',
  played: 'M0-6a6 6 0 1 0 0 12a6 6 0 1 0 0-12z',
  'not-played': 'M-5-5L5 5M5-5L-5 5',
  rejected: 'M-3-3L3 3M3-3L-3 3',
};

/** Chinese characters are twice as wide. */
const widthOf = (label: string): number =>
  [...label].reduce((width, letter) => width + (letter > '\u2e7f' ? 2 : 1) * LETTER, 0);

/** The heights of labels, by the moments that have room for one. */
function labelled(
  shown: readonly MomentView[],
  place: (time: number) => number,
): ReadonlyMap<string, number> {
  const ends: number[] = LABELS_Y.map(() => -Infinity);
  const labels = new Map<string, number>();
  for (const moment of shown) {
    if (moment.state === 'rejected') continue;
    const half = widthOf(effectName(moment.sfx)) / 2;
    const middle = place(moment.at);
    const row = ends.findIndex((end) => end < middle - half);
    const y = LABELS_Y[row];
    if (y === undefined) continue;
    ends[row] = middle + half + LETTER;
    labels.set(moment.id, y);
  }
  return labels;
}
