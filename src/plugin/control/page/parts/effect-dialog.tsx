/** A dialog in which one chooses an effect: those that are likely first, then every one that fits the text. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { EffectView } from '../../protocol.ts';
import { effectName } from '../effect-name.ts';
import { search } from '../search.ts';
import { tagName, words } from '../words/words.ts';

/** A library may have thousands. */
const MOST = 50;

interface Option {
  readonly sfx: string;
  readonly tag: string;
  /** 0…1, of a runner-up. */
  readonly score?: number;
}

/** What one chooses from, and what becomes of it. */
export interface EffectDialogProps {
  readonly title: string;
  readonly effects: readonly EffectView[];
  readonly runnersUp?: readonly Option[];
  /** It is no other effect. */
  readonly without?: string;
  /** Why nothing can be taken any more. */
  readonly closed?: string;
  readonly take: (sfx: string) => void;
  readonly listen: (sfx: string) => void;
  readonly close: () => void;
}

/** The dialog, open. It gives the focus back. */
export function EffectDialog(props: EffectDialogProps) {
  const { title, closed, take: chosen, listen, close } = props;
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
  const found = optionsFor(props, text.value);
  const shown = found.slice(0, MOST);
  const marked = shown[active.value];
  const take = (option: Option | undefined): void => {
    if (option !== undefined && closed === undefined) chosen(option.sfx);
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
    <dialog ref={dialog} class="swap" aria-labelledby="swap-title" onClose={close}>
      <h2 id="swap-title">{title}</h2>
      {closed !== undefined && <p role="alert">{closed}</p>}
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
            <strong>{effectName(option.sfx)}</strong> <span class="tag">{tagName(option.tag)}</span>{' '}
            {option.score !== undefined && (
              <span class="facts">{t.runnerUp(Math.round(option.score * 100))}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="empty" role="status">
        {found.length > MOST ? t.more(found.length - MOST) : t.found(found.length)}
      </p>
      <div class="buttons">
        <button type="button" onClick={() => marked !== undefined && listen(marked.sfx)}>
          {t.listen}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
    </dialog>
  );
}

function optionsFor(
  { effects, runnersUp = [], without }: EffectDialogProps,
  text: string,
): readonly Option[] {
  const fitting = search(effects, text).filter(({ sfx }) => sfx !== without);
  const names = new Set(fitting.map(({ sfx }) => sfx));
  const likely = runnersUp.filter(({ sfx }) => names.has(sfx));
  const first = new Set(likely.map(({ sfx }) => sfx));
  return [...likely, ...fitting.filter(({ sfx }) => !first.has(sfx))];
}
