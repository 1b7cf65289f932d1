/** The library: which effects are muted, how each sounds, and in a show which are favourites. */
import { useSignal } from '@preact/signals';
import type { EffectView } from '../../protocol.ts';
import { effectDescription, effectName } from '../effect-name.ts';
import { search } from '../search.ts';
import { tagName, words } from '../words/words.ts';

/** Effects that are shown; the text finds the others. */
const MOST = 40;

interface EffectsProps {
  readonly effects: readonly EffectView[];
  readonly muted: readonly string[];
  readonly mute: (sfx: string, on: boolean) => Promise<void>;
  readonly listen: (sfx: string) => Promise<void>;
  /** Absent where there are none. */
  readonly favourites?: {
    readonly all: readonly string[];
    readonly set: (sfx: string, on: boolean) => Promise<void>;
  };
}

/** Closed until somebody opens it. */
export function Effects(props: EffectsProps) {
  const t = words.value;
  const open = useSignal(false);
  const muted = props.muted.length;
  return (
    <details class="effects" onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        {t.effects}
        {t.brackets(`${props.effects.length}${muted > 0 ? ` · ${t.muted(muted)}` : ''}`)}
      </summary>
      {open.value && <List {...props} />}
    </details>
  );
}

function List(props: EffectsProps) {
  const t = words.value;
  const text = useSignal('');
  const found = search(props.effects, text.value);
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
          <Row key={effect.sfx} effect={effect} {...props} />
        ))}
      </ul>
      {found.length > MOST && <p class="empty">{t.more(found.length - MOST)}</p>}
    </>
  );
}

function Row({ effect, muted, mute, listen, favourites }: EffectsProps & { readonly effect: EffectView }) {
  const { sfx, tag } = effect;
  const name = effectName(sfx);
  const t = words.value;
  const isFavourite = favourites?.all.includes(sfx) === true;
  const isMuted = muted.includes(sfx);
  return (
    <li>
      <p>
        <strong>{name}</strong> <span class="tag">{tagName(tag)}</span>
        <span class="line">{effectDescription(effect)}</span>
      </p>
      <div class="buttons">
        {favourites !== undefined && (
          <button
            type="button"
            aria-pressed={isFavourite}
            aria-label={`${t.favourite}${t.colon}${name}`}
            onClick={() => void favourites.set(sfx, !isFavourite)}
          >
            {isFavourite ? '★' : '☆'} {t.favourite}
          </button>
        )}
        <button
          type="button"
          aria-pressed={isMuted}
          aria-label={`${t.mute}${t.colon}${name}`}
          onClick={() => void mute(sfx, !isMuted)}
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
