/** The effects in order of time, of which one is chosen. */
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ItemView } from '../../../../review/protocol.ts';
import { effectName } from '../../effect-name.ts';
import { preciseTime } from '../../time-text.ts';
import { tagName, words } from '../../words/words.ts';
import { leadTo } from '../player.ts';
import { choose, chosen, filter, isFound, items, reviewWords, shown, type Filter } from '../state.ts';

const FILTERS: readonly Filter[] = ['all', 'play', 'out'];
const optionId = (id: string): string => `item-${id}`;

/** The list. The focus is the list's own, whatever comes and goes in it. */
export function List() {
  const r = reviewWords.value;
  const list = useRef<HTMLUListElement>(null);
  const id = chosen.value?.id;
  const all = items.value;
  useSignalEffect(() => {
    const now = chosen.value?.id;
    if (now !== undefined) document.getElementById(optionId(now))?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <section aria-labelledby="effects">
      <h2 id="effects">{r.effects}</h2>
      {isFound.value && (
        <div class="buttons">
          <label>
            {r.show}{' '}
            <select
              value={filter}
              onChange={({ currentTarget }) => (filter.value = currentTarget.value as Filter)}
            >
              {FILTERS.map((each) => (
                <option key={each} value={each}>
                  {r.filters[each]}
                </option>
              ))}
            </select>
          </label>
          <span class="empty">
            {r.counts(all.filter(({ state }) => state === 'play').length, all.length)}
          </span>
        </div>
      )}
      <ul
        ref={list}
        class="cues items"
        role="listbox"
        tabIndex={0}
        aria-labelledby="effects"
        {...(id === undefined ? {} : { 'aria-activedescendant': optionId(id) })}
      >
        {shown.value.map((item) => (
          <li
            key={item.id}
            id={optionId(item.id)}
            role="option"
            aria-selected={item.id === id}
            class={`cue ${item.state}`}
            onClick={() => choose(item.id)}
            onDblClick={() => leadTo(item.at)}
          >
            <Line item={item} />
          </li>
        ))}
      </ul>
      {isFound.value && shown.value.length === 0 && <p class="empty">{r.nothing}</p>}
    </section>
  );
}

function Line({ item }: { readonly item: ItemView }) {
  const t = words.value;
  const r = reviewWords.value;
  const { at, sfx, tag, score, state, reason, byHand, was, subtitle } = item;
  const facts = [
    byHand === true ? t.byHand : t.likely(Math.round(score * 100)),
    reason === undefined ? r.states[state] : `${r.states[state]}${t.colon}${t.reasons[reason] ?? reason}`,
    was !== undefined && was.sfx !== sfx ? r.swapped(effectName(was.sfx)) : '',
    was !== undefined && was.at !== at ? r.moved(preciseTime(was.at)) : '',
  ];
  return (
    <>
      <span class="when">{preciseTime(at)}</span>
      <span class="what">
        <strong>{effectName(sfx)}</strong> <span class="tag">{tagName(tag)}</span>{' '}
        <span class="facts">{facts.filter((fact) => fact !== '').join(' · ')}</span>
        {subtitle !== undefined && <span class="line">{subtitle}</span>}
      </span>
    </>
  );
}
