/** The whole page of a review. */
import { useSignalEffect } from '@preact/signals';
import { EffectDialog } from '../../parts/effect-dialog.tsx';
import { preciseTime } from '../../time-text.ts';
import { language, LANGUAGES, speak, words } from '../../words/words.ts';
import {
  ask,
  choosing,
  effects,
  fault,
  isFound,
  listen,
  mayAct,
  news,
  review,
  reviewWords,
  takeEffect,
} from '../state.ts';
import { Button } from './button.tsx';
import { List } from './list.tsx';
import { Player } from './player.tsx';
import { ReviewBar } from './review-bar.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';

/** The page. */
export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  });
  const isThere = review.value !== undefined;
  return (
    <>
      <Top />
      <main>
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
            </div>
          </div>
        )}
        <Dialog />
        <p class="unseen" role="status">
          {news}
        </p>
      </main>
    </>
  );
}

function Top() {
  const t = words.value;
  const r = reviewWords.value;
  return (
    <header class="top">
      <div class="title">
        <h1>momentfx</h1>
        <p class="state">{r.title}</p>
        <select
          aria-label={t.language}
          value={language.value}
          onChange={({ currentTarget }) => speak(currentTarget.value)}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <ReviewBar />
      {mayAct.value && isFound.value && <Work />}
      <p class="fault" role="alert">
        {fault}
      </p>
    </header>
  );
}

function Work() {
  const r = reviewWords.value;
  const now = review.value;
  if (now === undefined) return null;
  const isMixing = now.phase.type === 'mixing';
  return (
    <div class="buttons">
      <Button able={now.canUndo} keys="Z" act={() => void ask({ type: 'undo' })}>
        {r.undo}
      </Button>
      <Button able={now.canRedo} keys="Shift+Z" act={() => void ask({ type: 'redo' })}>
        {r.redo}
      </Button>
      <Button able={!now.isSaved} act={() => void ask({ type: 'save' })}>
        {now.isSaved ? `✓ ${r.saved}` : r.save}
      </Button>
      <Button able={!isMixing} act={() => void ask({ type: 'mix' })} looks="mix">
        {r.mix}
      </Button>
      <span class="empty" title={now.cueSheet}>
        {now.name}
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
        isSwap ? words.value.swapTitle(asked.item.sfx) : reviewWords.value.addTitle(preciseTime(asked.at))
      }
      effects={effects.value}
      {...(isSwap ? { runnersUp: asked.item.alternatives, without: asked.item.sfx } : {})}
      take={takeEffect}
      listen={(sfx) => void listen(sfx)}
      close={() => (choosing.value = undefined)}
    />
  );
}
