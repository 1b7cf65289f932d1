/** The library: which effects are favourites, which are muted, how each sounds. */
import { useSignal } from '@preact/signals';
import type { EffectView } from '../../protocol.ts';
import { effectDescription, effectName } from '../effect-name.ts';
import { search } from '../search.ts';
import { ask, effects, favourites, inForce, listen, setFavourite } from '../state.ts';
import { tagName, words } from '../words/words.ts';

/** Effects that are shown; the text finds the others. */
const MOST = 40;

/** Closed until somebody opens it. */
export function Effects() {
  const t = words.value;
  const open = useSignal(false);
  const muted = inForce.value?.mutedEffects.length ?? 0;
  return (
    <details class="effects" onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        {t.effects}
        {t.brackets(`${effects.value.length}${muted > 0 ? ` · ${t.muted(muted)}` : ''}`)}
      </summary>
      {open.value && <List />}
    </details>
  );
}

function List() {
  const t = words.value;
  const text = useSignal('');
  const found = search(effects.value, text.value);
  return (
    <>
      <input
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
      />
      <ul>
        {found.slice(0, MOST).map((effect) => (
          <Row key={effect.sfx} effect={effect} />
        ))}
      </ul>
      {found.length > MOST && <p class="empty">{t.more(found.length - MOST)}</p>}
    </>
  );
}

function Row({ effect }: { readonly effect: EffectView }) {
  const { sfx, tag } = effect;
  const name = effectName(sfx);
  const t = words.value;
  const isFavourite = favourites.value.includes(sfx);
  const isMuted = inForce.value?.mutedEffects.includes(sfx) === true;
  return (
    <li>
      <p>
        <strong>{name}</strong> <span class="tag">{tagName(tag)}</span>
        <span class="line">{effectDescription(effect)}</span>
      </p>
      <div class="buttons">
        <button
          type="button"
          aria-pressed={isFavourite}
          aria-label={`${t.favourite}${t.colon}${name}`}
          onClick={() => void setFavourite(sfx, !isFavourite)}
        >
          {isFavourite ? '★' : '☆'} {t.favourite}
        </button>
        <button
          type="button"
          aria-pressed={isMuted}
          aria-label={`${t.mute}${t.colon}${name}`}
          onClick={() => void ask({ type: 'mute', sfx, on: !isMuted })}
        >
          {isMuted && '✓ '}
          {t.mute}
        </button>
        <button type="button" aria-label={`${t.listen}${t.colon}${name}`} onClick={() => void listen(sfx)}>
          {t.listen}
        </button>
      </div>
    </li>
  );
}
