/** The whole page of a review. */
import { effectName } from '../../effect-name.ts';
import { Button } from '../../parts/button.tsx';
import { EffectDialog } from '../../parts/effect-dialog.tsx';
import { Effects } from '../../parts/effects.tsx';
import { Frame } from '../../parts/frame.tsx';
import { preciseTime } from '../../time-text.ts';
import { words } from '../../words/words.ts';
import {
  ask,
  choosing,
  effects,
  isFound,
  listen,
  mayAct,
  review,
  reviewWords,
  takeEffect,
} from '../state.ts';
import { List } from './list.tsx';
import { Player } from './player.tsx';
import { ReviewBar } from './review-bar.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';

/** The page. */
export function App() {
  const isThere = review.value !== undefined;
  return (
    <Frame state={<p class="state">{reviewWords.value.title}</p>} head={<Head />}>
      {isThere && (
        <div class="review">
          <div class="stage">
            <Player />
            <Timeline />
            {mayAct.value && isFound.value && <Toolbar />}
          </div>
          <div class="side">
            <List />
            {mayAct.value && isFound.value && <Settings />}
            {mayAct.value && isFound.value && (
              <Effects
                effects={effects.value}
                muted={review.value?.settings.mutedEffects ?? []}
                mute={(sfx, on) => ask({ type: 'mute', sfx, on })}
                listen={listen}
              />
            )}
          </div>
        </div>
      )}
      <Dialog />
    </Frame>
  );
}

const Head = () => (
  <>
    <ReviewBar />
    {mayAct.value && isFound.value && <Work />}
  </>
);

function Work() {
  const r = reviewWords.value;
  const now = review.value;
  if (now === undefined) return null;
  const isMixing = now.phase.type === 'mixing';
  const isWhole = now.phase.type !== 'finding';
  return (
    <div class="buttons">
      <Button able={now.canUndo} keys="Z" act={() => void ask({ type: 'undo' })}>
        {r.undo}
      </Button>
      <Button able={now.canRedo} keys="Shift+Z" act={() => void ask({ type: 'redo' })}>
        {r.redo}
      </Button>
      <Button able={isWhole && !now.isSaved} act={() => void ask({ type: 'save' })}>
        {now.isSaved ? `✓ ${r.saved}` : r.save}
      </Button>
      <Button
        able={isWhole}
        act={() => void ask({ type: isMixing ? 'stop-mix' : 'mix' })}
        looks={isMixing ? '' : 'mix'}
      >
        {isMixing ? r.stopMix : r.mix}
      </Button>
      <span class="empty" title={now.name}>
        {now.name.replace(/^.*[/\\]/, '')}
      </span>
    </div>
  );
}

function Dialog() {
  const asked = choosing.value;
  if (asked === undefined) return null;
  const isSwap = asked.type === 'swap';
  return (
    <EffectDialog
      key={isSwap ? asked.item.id : 'add'}
      title={
        isSwap
          ? words.value.swapTitle(effectName(asked.item.sfx))
          : reviewWords.value.addTitle(preciseTime(asked.at))
      }
      effects={effects.value}
      {...(isSwap ? { runnersUp: asked.item.alternatives, without: asked.item.sfx } : {})}
      take={takeEffect}
      listen={(sfx) => void listen(sfx)}
      close={() => (choosing.value = undefined)}
    />
  );
}
