/**
 * The recording as a line: all of it, to see where effects are, and the part around the player, in which they can be moved by
 * hand. A picture of what the list says in words, so that screen readers need not hear it twice.
 */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ItemView } from '../../../../review/protocol.ts';
import { effectName } from '../../effect-name.ts';
import { position, seek } from '../player.ts';
import { choose, chosen, items, mayAct, move, review, reviewWords } from '../state.ts';

/** Seconds that the part shows. */
const SPAN_S = 24;
const OVERVIEW_HEIGHT = 28;
const DETAIL_HEIGHT = 96;
const SAID_Y = 4;
const SAID_HEIGHT = 22;
const MARK_Y = 54;
const LABEL_Y = 82;
/** Pointers are less exact than marks are small, in px. */
const REACH = 12;
/** A pointer that has moved less has chosen, not dragged, in px. */
const STILL = 3;

/** Both lines, as wide as there is room. */
export function Timeline() {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(600);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) width.value = Math.round(entry.contentRect.width);
    });
    if (frame.current !== null) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{reviewWords.value.timeline}</h2>
      <div ref={frame} aria-hidden="true">
        <Overview width={width.value} />
        <Detail width={width.value} />
      </div>
    </section>
  );
}

const xOf = (event: PointerEvent | MouseEvent): number => {
  const { currentTarget } = event;
  return currentTarget instanceof Element ? event.clientX - currentTarget.getBoundingClientRect().left : 0;
};

function Overview({ width }: { readonly width: number }) {
  const length = useComputed(() => Math.max(1, lengthOf()));
  const scale = width / length.value;
  return (
    <svg class="overview" height={OVERVIEW_HEIGHT} onClick={(event) => seek(xOf(event) / scale)}>
      {items.value.map(({ id, at, state }) => (
        <line
          key={id}
          class={`tick ${state}`}
          x1={at * scale}
          x2={at * scale}
          y1="4"
          y2={OVERVIEW_HEIGHT - 4}
        />
      ))}
      <Cursor scale={scale} />
    </svg>
  );
}

/** Moves by itself: nothing else is drawn anew for it. */
function Cursor({ scale }: { readonly scale: number }) {
  const x = position.value * scale;
  return <line class="playhead" x1={x} x2={x} y1="0" y2={OVERVIEW_HEIGHT} />;
}

function lengthOf(): number {
  const now = review.value;
  if (now === undefined) return 0;
  if (now.duration > 0) return now.duration;
  return now.phase.type === 'finding' ? (now.phase.total ?? now.phase.done) : 0;
}

interface Drag {
  readonly item: ItemView;
  readonly from: number;
  readonly by: number;
}

function Detail({ width }: { readonly width: number }) {
  const drag = useSignal<Drag | undefined>(undefined);
  const scale = width / SPAN_S;
  // Whole steps, so that the part stands still while the player moves through it.
  const start = useComputed(() => Math.floor(position.value / (SPAN_S / 2)) * (SPAN_S / 2) - SPAN_S / 4);
  const place = (time: number): number => (time - start.value) * scale;
  const visible = items.value.filter(({ at }) => place(at) > -100 && place(at) < width + 100);
  const near = (x: number): ItemView | undefined =>
    visible
      .filter(({ at }) => Math.abs(place(at) - x) <= REACH)
      .sort((a, b) => Math.abs(place(a.at) - x) - Math.abs(place(b.at) - x))[0];
  const press = (event: PointerEvent): void => {
    const x = xOf(event);
    const item = near(x);
    if (item === undefined) return seek(start.value + x / scale);
    choose(item.id);
    if (!mayAct.value) return;
    drag.value = { item, from: x, by: 0 };
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
  };
  const drop = (): void => {
    const now = drag.value;
    drag.value = undefined;
    if (now !== undefined && Math.abs(now.by) > STILL) void move(now.item.id, now.item.at + now.by / scale);
  };
  return (
    <svg
      class="strip detail"
      height={DETAIL_HEIGHT}
      onPointerDown={press}
      onPointerMove={(event) => {
        if (drag.value !== undefined) drag.value = { ...drag.value, by: xOf(event) - drag.value.from };
      }}
      onPointerUp={drop}
      onPointerCancel={() => (drag.value = undefined)}
    >
      {review.value?.sentences
        .filter(({ start: from, end }) => place(end) > 0 && place(from) < width)
        .map(({ id, start: from, end, text }) => (
          <svg
            key={id}
            class="sentence"
            {...{
              x: place(from),
              y: SAID_Y,
              height: SAID_HEIGHT,
              width: Math.max(2, place(end) - place(from) - 1),
            }}
          >
            <rect width="100%" height="100%" rx="3" />
            <text x="4" y="15">
              {text}
            </text>
          </svg>
        ))}
      {visible.map((item) => {
        const x = place(item.at) + (drag.value?.item.id === item.id ? drag.value.by : 0);
        return (
          <g key={item.id} class={`moment ${item.state}`} transform={`translate(${x} 0)`}>
            {item.id === chosen.value?.id && <circle class="ring" cx="0" cy={MARK_Y} r="11" />}
            <path
              d={item.state === 'play' ? 'M0-8L8 0L0 8L-8 0z' : 'M-5-5L5 5M5-5L-5 5'}
              transform={`translate(0 ${MARK_Y})`}
            />
            {item.state === 'play' && (
              <text x="0" y={LABEL_Y} text-anchor="middle">
                {effectName(item.sfx)}
              </text>
            )}
          </g>
        );
      })}
      <DetailCursor place={place} />
    </svg>
  );
}

function DetailCursor({ place }: { readonly place: (time: number) => number }) {
  const x = place(position.value);
  return <line class="playhead" x1={x} x2={x} y1="0" y2={DETAIL_HEIGHT} />;
}
