/** What one may do with the chosen effect. */
import { effectName } from '../../effect-name.ts';
import { Button } from '../../parts/button.tsx';
import { words } from '../../words/words.ts';
import { currentTime, leadTo } from '../player.ts';
import {
  canMute,
  chosen,
  listen,
  muteChosen,
  nudge,
  openAdd,
  openSwap,
  reviewWords,
  toggleChosen,
} from '../state.ts';

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
        {r.chosen}
        {t.colon}
        <strong>{item === undefined ? r.none : effectName(item.sfx)}</strong>
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
        <Button keys="M" able={canMute.value} act={muteChosen} more={r.muteLong}>
          {t.mute}
        </Button>
        <Button keys="[" able={there} act={() => nudge(-1)} more={t.earlierLong}>
          {t.earlier}
        </Button>
        <Button keys="]" able={there} act={() => nudge(1)} more={t.laterLong}>
          {t.later}
        </Button>
        <Button keys="L" able={there} act={() => item !== undefined && void listen(item.sfx)}>
          {t.listen}
        </Button>
        <Button keys="A" able act={() => openAdd(currentTime())}>
          {r.add}
        </Button>
      </div>
      <p class="empty">{r.keysHelp}</p>
    </section>
  );
}
