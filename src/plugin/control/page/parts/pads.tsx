/** Pads that play an effect at once: favourites first, the first nine with keys. */
import { useSignal } from '@preact/signals';
import { pads } from '../cues.ts';
import { effectName } from '../effect-name.ts';
import { search } from '../search.ts';
import { effects, favourites, isConnected, play } from '../state.ts';
import { words } from '../words/words.ts';

/** Pads that are shown; the text finds the others. */
const MOST = 24;
const KEYS = 9;

/** The pads of the library. */
export function Pads() {
  const t = words.value;
  const text = useSignal('');
  const fitting = new Set(search(effects.value, text.value).map(({ sfx }) => sfx));
  const found = pads.value.filter((sfx) => fitting.has(sfx));
  return (
    <section aria-labelledby="pads">
      <h2 id="pads">{t.pads}</h2>
      <input
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
      />
      <div class="pads">
        {found.slice(0, MOST).map((sfx) => (
          <Pad key={sfx} sfx={sfx} />
        ))}
      </div>
      {found.length === 0 && <p class="empty">{t.noPads}</p>}
      {found.length > MOST && <p class="empty">{t.more(found.length - MOST)}</p>}
    </section>
  );
}

function Pad({ sfx }: { readonly sfx: string }) {
  const t = words.value;
  const place = pads.value.indexOf(sfx) + 1;
  const isFavourite = favourites.value.includes(sfx);
  return (
    <button
      type="button"
      class={isFavourite ? 'pad favourite' : 'pad'}
      aria-disabled={!isConnected.value}
      {...(place <= KEYS ? { 'aria-keyshortcuts': String(place) } : {})}
      onClick={() => void play(sfx)}
    >
      <span class="name">
        <span class="unseen">{t.play} </span>
        {effectName(sfx)}
      </span>
      {isFavourite && (
        <span class="star" aria-hidden="true">
          ★
        </span>
      )}
      {place <= KEYS && <kbd aria-hidden="true">{place}</kbd>}
    </button>
  );
}
