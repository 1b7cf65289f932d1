/** The whole page. */
import { wholeSeconds } from '../clock.ts';
import { fault, news } from '../notices.ts';
import { inForce, isConnected, mayAct, status, togglePanic } from '../state.ts';
import { timeText } from '../time-text.ts';
import { words } from '../words/words.ts';
import { Before } from './before.tsx';
import { Coming } from './coming.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { Effects } from './effects.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { Lights } from './lights.tsx';
import { Pads } from './pads.tsx';
import { Said } from './said.tsx';
import { Swap } from './swap.tsx';
import { Whole } from './whole.tsx';

/** The page: for a viewer without anything that acts. */
export function App() {
  const isThere = status.value !== undefined;
  return (
    <>
      <Top />
      <main>
        {isThere && (
          <div class="columns">
            <div class="column">
              <Lights />
              <Coming />
              <Said />
              <Before />
            </div>
            {mayAct.value && (
              <div class="column">
                <Pads />
              </div>
            )}
            {mayAct.value && (
              <div class="column">
                <Whole />
                <Effects />
              </div>
            )}
          </div>
        )}
        {mayAct.value && <Swap />}
        <p class="unseen" role="status">
          {news}
        </p>
      </main>
    </>
  );
}

function Top() {
  const t = words.value;
  const state = status.value?.state;
  return (
    <header class="top">
      <div class="title">
        <h1>momentfx</h1>
        {state !== undefined && (
          <p class="state">
            {t.states[state]} <Time />
          </p>
        )}
        <LanguageChoice />
      </div>
      <ConnectionBar />
      {mayAct.value && <Panic />}
      <p class="fault" role="alert">
        {fault}
      </p>
    </header>
  );
}

const Time = () => <span class="time">{timeText(wholeSeconds.value)}</span>;

function Panic() {
  const t = words.value;
  const isSilent = inForce.value?.panicked === true;
  return (
    <button
      type="button"
      class="panic"
      aria-pressed={isSilent}
      aria-disabled={!isConnected.value}
      aria-keyshortcuts="X"
      onClick={() => void togglePanic()}
    >
      {isSilent ? t.release : t.panic} <kbd aria-hidden="true">X</kbd>
    </button>
  );
}
