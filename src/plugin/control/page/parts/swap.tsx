/** The dialog for another effect: runners-up first, then every effect that fits the text. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { MomentView } from '../../protocol.ts';
import { coming, swap, swapping } from '../cues.ts';
import { search } from '../search.ts';
import { effects, listen } from '../state.ts';
import { tagName, words } from '../words/words.ts';

/** A library may have thousands. */
const MOST = 50;

interface Option {
  readonly sfx: string;
  readonly tag: string;
  /** 0…1, of a runner-up. */
  readonly score?: number;
}

/** Shown while a cue is being swapped. */
export function Swap() {
  const moment = swapping.value;
  return moment === undefined ? null : <SwapDialog key={moment.id} moment={moment} />;
}

function SwapDialog({ moment }: { readonly moment: MomentView }) {
  const t = words.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal('');
  const active = useSignal(0);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const found = useComputed(() => optionsFor(moment, text.value));
  const isOpen = useComputed(() =>
    coming.value.some(({ id, state }) => id === moment.id && state === 'waiting'),
  );
  const shown = found.value.slice(0, MOST);
  const marked = shown[active.value];
  const take = (option: Option | undefined): void => {
    if (option !== undefined && isOpen.value) swap(moment.id, option.sfx);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter') take(marked);
    else if (event.key === 'ArrowDown') active.value = Math.min(active.value + 1, shown.length - 1);
    else if (event.key === 'ArrowUp') active.value = Math.max(active.value - 1, 0);
    else return;
    event.preventDefault();
    document.getElementById(`swap-${active.value}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <dialog
      ref={dialog}
      class="swap"
      aria-labelledby="swap-title"
      onClose={() => (swapping.value = undefined)}
    >
      <h2 id="swap-title">{t.swapTitle(moment.sfx)}</h2>
      {!isOpen.value && <p role="alert">{t.tooLate}</p>}
      <input
        type="text"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls="swap-list"
        aria-autocomplete="list"
        {...(marked === undefined ? {} : { 'aria-activedescendant': `swap-${active.value}` })}
        aria-label={t.search}
        placeholder={t.search}
        autocomplete="off"
        autoFocus
        value={text}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={press}
      />
      <ul id="swap-list" role="listbox" aria-label={t.effects}>
        {shown.map((option, i) => (
          <li
            key={option.sfx}
            id={`swap-${i}`}
            role="option"
            aria-selected={i === active.value}
            onClick={() => take(option)}
          >
            <strong>{option.sfx}</strong> <span class="tag">{tagName(option.tag)}</span>{' '}
            {option.score !== undefined && (
              <span class="facts">{t.runnerUp(Math.round(option.score * 100))}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="empty" role="status">
        {found.value.length > MOST ? t.more(found.value.length - MOST) : t.found(found.value.length)}
      </p>
      <div class="buttons">
        <button type="button" onClick={() => marked !== undefined && void listen(marked.sfx)}>
          {t.listen}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
    </dialog>
  );
}

function optionsFor(moment: MomentView, text: string): readonly Option[] {
  const fitting = search(effects.value, text).filter(({ sfx }) => sfx !== moment.sfx);
  const names = new Set(fitting.map(({ sfx }) => sfx));
  const runnersUp = moment.alternatives.filter(({ sfx }) => names.has(sfx));
  const first = new Set(runnersUp.map(({ sfx }) => sfx));
  return [...runnersUp, ...fitting.filter(({ sfx }) => !first.has(sfx))];
}
