/** What is coming: the timeline, the list of cues with their countdowns, and what one may do with the chosen one. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import type { MomentView } from '../../protocol.ts';
import { playhead } from '../clock.ts';
import { choose, chosen, coming, handledFacts, isUnlikely } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { mayAct } from '../state.ts';
import { tagName, words } from '../words/words.ts';
import { Strip } from './strip.tsx';
import { Toolbar } from './toolbar.tsx';

const optionId = (id: string): string => `cue-${id}`;

/** The section. */
export function Coming() {
  const t = words.value;
  const isEmpty = coming.value.length === 0;
  return (
    <section class="coming" aria-labelledby="coming">
      <h2 id="coming">{t.coming}</h2>
      <Strip />
      {mayAct.value ? (
        <Choice />
      ) : (
        <ol class="cues">
          {coming.value.map((moment) => (
            <li key={moment.id} class={looksOf(moment)}>
              <Cue moment={moment} />
            </li>
          ))}
        </ol>
      )}
      {isEmpty && <p class="empty">{t.nothingComes}</p>}
      {mayAct.value && <Toolbar />}
    </section>
  );
}

/**
 * A list of which the operator chooses one. The list itself has the focus, and it stays: whatever comes and goes in it, the
 * focus is not lost.
 */
function Choice() {
  const list = useRef<HTMLUListElement>(null);
  const id = chosen.value?.id;
  useSignalEffect(() => {
    const shown = chosen.value?.id;
    if (shown !== undefined && document.activeElement === list.current)
      document.getElementById(optionId(shown))?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <ul
      ref={list}
      class="cues"
      role="listbox"
      tabIndex={0}
      aria-labelledby="coming"
      {...(id === undefined ? {} : { 'aria-activedescendant': optionId(id) })}
    >
      {coming.value.map((moment) => (
        <li
          key={moment.id}
          id={optionId(moment.id)}
          role="option"
          aria-selected={moment.id === id}
          class={looksOf(moment)}
          onClick={() => choose(moment.id)}
        >
          <Cue moment={moment} />
        </li>
      ))}
    </ul>
  );
}

const looksOf = (moment: MomentView): string => `cue ${moment.state}${isUnlikely(moment) ? ' unlikely' : ''}`;

function Cue({ moment }: { readonly moment: MomentView }) {
  const t = words.value;
  const { at, sfx, tag, score, state, pinned, byHand, subtitle, swappedFrom, nudged } = moment;
  return (
    <>
      <Countdown at={at} />
      <span class="what">
        <strong>{effectName(sfx)}</strong> <span class="tag">{tagName(tag)}</span>{' '}
        <span class="facts">
          {[
            byHand === true ? t.byHand : t.likely(Math.round(score * 100)),
            t.moments[state],
            pinned === true ? t.pinned : '',
            isUnlikely(moment) ? t.belowThreshold : '',
            ...handledFacts(swappedFrom, nudged),
          ]
            .filter((fact) => fact !== '')
            .map((fact, i, { length }) => (
              <Fragment key={fact}>
                <span>{i < length - 1 ? `${fact} ·` : fact}</span>{' '}
              </Fragment>
            ))}
        </span>
        {subtitle !== undefined && <span class="line">{subtitle}</span>}
      </span>
    </>
  );
}

/** A text that changes by itself: nothing else is drawn anew for it. */
function Countdown({ at }: { readonly at: number }) {
  const start = useSignal(at);
  start.value = at;
  const text = useComputed(() => countdown(start.value - playhead.value));
  return <span class="when">{text}</span>;
}

/** Tenths in the last ten seconds. */
function countdown(seconds: number): string {
  if (seconds <= 0) return words.value.now;
  return words.value.in(seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0));
}
