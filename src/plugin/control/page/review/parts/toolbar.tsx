/** What one may do with the chosen effect. */
import { effectName } from '../../effect-name.ts';
import { words } from '../../words/words.ts';
import { leadTo, position } from '../player.ts';
import { chosen, listen, nudge, openAdd, openSwap, reviewWords, toggleChosen } from '../state.ts';
import { Button } from './button.tsx';

/** The buttons, with their keys. They stay where nothing is chosen: whoever stands on one keeps the focus. */
export function Toolbar() {
  const t = words.value;
  const r = reviewWords.value;
  const item = chosen.value;
  const there = item !== undefined;
  const verb = item?.state === 'play' ? (item.byHand === true ? r.remove : r.veto) : r.restore;
  return (
    <section class="chosen" role="group" aria-labelledby="chosen">
      <p id="chosen">
        {r.chosen}: <strong>{item === undefined ? r.none : effectName(item.sfx)}</strong>
      </p>
      <div class="buttons">
        <Button keys="Enter" able={there} act={() => item !== undefined && leadTo(item.at)}>
          {r.jump}
        </Button>
        <Button keys="V" able={there} act={toggleChosen} looks="veto">
          {verb}
        </Button>
        <Button keys="S" able={there} act={openSwap}>
          {t.swap}
        </Button>
        <Button keys="[" able={there} act={() => nudge(-1)}>
          {t.earlier} <span class="unseen">{t.earlierLong}</span>
        </Button>
        <Button keys="]" able={there} act={() => nudge(1)}>
          {t.later} <span class="unseen">{t.laterLong}</span>
        </Button>
        <Button keys="L" able={there} act={() => item !== undefined && void listen(item.sfx)}>
          {t.listen}
        </Button>
        <Button keys="A" able act={() => openAdd(position.value)}>
          {r.add}
        </Button>
      </div>
      <p class="empty">{r.keysHelp}</p>
    </section>
  );
}
