/** The library: which effects are favourites, which are muted, how each sounds. */
import { useSignal } from '@preact/signals';
import type { EffectView } from '../../protocol.ts';
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
        {t.effects} ({effects.value.length}
        {muted > 0 && `, ${t.muted(muted)}`})
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

function Row({ effect: { sfx, tag, description } }: { readonly effect: EffectView }) {
  const t = words.value;
  const isFavourite = favourites.value.includes(sfx);
  const isMuted = inForce.value?.mutedEffects.includes(sfx) === true;
  return (
    <li>
      <p>
        <strong>{sfx}</strong> <span class="tag">{tagName(tag)}</span>
        <span class="line">{description}</span>
      </p>
      <div class="buttons">
        <button
          type="button"
          aria-pressed={isFavourite}
          aria-label={`${t.favourite}: ${sfx}`}
          onClick={() => void setFavourite(sfx, !isFavourite)}
        >
          {isFavourite ? '★' : '☆'} {t.favourite}
        </button>
        <button
          type="button"
          aria-pressed={isMuted}
          aria-label={`${t.mute}: ${sfx}`}
          onClick={() => void ask({ type: 'mute', sfx, on: !isMuted })}
        >
          {isMuted && '✓ '}
          {t.mute}
        </button>
        <button type="button" aria-label={`${t.listen}: ${sfx}`} onClick={() => void listen(sfx)}>
          {t.listen}
        </button>
      </div>
    </li>
  );
}
