/** What is being said: the sentence at the playhead and those that come. */
import type { SubtitleView } from '../../protocol.ts';
import { wholeSeconds } from '../clock.ts';
import { subtitles } from '../state.ts';
import { words } from '../words/words.ts';

/** The newest sentences that are shown. */
const MOST = 6;

/** The sentences around the playhead and after it. */
export function Said() {
  const t = words.value;
  const now = wholeSeconds.value;
  const all = subtitles.value;
  const next = all.findIndex(({ end }) => end >= now);
  const first = next === -1 ? Math.max(0, all.length - 2) : Math.max(0, next - 1);
  const shown = all.slice(first, first + MOST);
  return (
    <section aria-labelledby="said">
      <h2 id="said">{t.saidAt}</h2>
      {shown.length === 0 && <p class="empty">{t.nothingSaid}</p>}
      <ol class="said">
        {shown.map((subtitle) => (
          <li key={subtitle.id} class={`${placeOf(subtitle, now)}${subtitle.final ? '' : ' open'}`}>
            <span class="when">{whenOf(subtitle, now)}</span>
            <span>{subtitle.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function placeOf({ start, end }: SubtitleView, now: number): 'been' | 'now' | 'next' {
  if (end < now) return 'been';
  return start <= now ? 'now' : 'next';
}

function whenOf(subtitle: SubtitleView, now: number): string {
  const t = words.value;
  const place = placeOf(subtitle, now);
  if (place === 'now') return t.now;
  const seconds = Math.round(Math.abs(place === 'been' ? now - subtitle.end : subtitle.start - now));
  return t.seconds(place === 'been' ? `−${seconds}` : `+${seconds}`);
}
