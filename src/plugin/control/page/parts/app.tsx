/** The whole page. */
import { useSignalEffect } from '@preact/signals';
import { wholeSeconds } from '../clock.ts';
import { fault, inForce, isConnected, mayAct, news, status, togglePanic } from '../state.ts';
import { timeText } from '../time-text.ts';
import { language, LANGUAGES, speak, words } from '../words/words.ts';
import { Before } from './before.tsx';
import { Coming } from './coming.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { Effects } from './effects.tsx';
import { Lights } from './lights.tsx';
import { Pads } from './pads.tsx';
import { Said } from './said.tsx';
import { Swap } from './swap.tsx';
import { Whole } from './whole.tsx';

/** The page: for a viewer without anything that acts. */
export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  });
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
