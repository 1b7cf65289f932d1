/** The whole page. */
import { wholeSeconds } from '../clock.ts';
import {
  ask,
  effects,
  favourites,
  inForce,
  isConnected,
  listen,
  mayAct,
  setFavourite,
  status,
  togglePanic,
} from '../state.ts';
import { timeText } from '../time-text.ts';
import { words } from '../words/words.ts';
import { Before } from './before.tsx';
import { Coming } from './coming.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { Effects } from './effects.tsx';
import { Frame } from './frame.tsx';
import { Lights } from './lights.tsx';
import { Pads } from './pads.tsx';
import { Said } from './said.tsx';
import { Swap } from './swap.tsx';
import { Whole } from './whole.tsx';

/** The page: for a viewer without anything that acts. */
export function App() {
  const isThere = status.value !== undefined;
  return (
    <Frame state={<State />} head={<Head />}>
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
              <Effects
                effects={effects.value}
                muted={inForce.value?.mutedEffects ?? []}
                mute={(sfx, on) => ask({ type: 'mute', sfx, on })}
                listen={listen}
                favourites={{ all: favourites.value, set: setFavourite }}
              />
            </div>
          )}
        </div>
      )}
      {mayAct.value && <Swap />}
    </Frame>
  );
}

function State() {
  const state = status.value?.state;
  if (state === undefined) return null;
  return (
    <p class="state">
      {words.value.states[state]} <Time />
    </p>
  );
}

const Head = () => (
  <>
    <ConnectionBar />
    {mayAct.value && <Panic />}
  </>
);

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
