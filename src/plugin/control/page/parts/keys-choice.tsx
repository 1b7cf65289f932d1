import { keysAct, setKeysAct } from '../keyboard.ts';
import { words } from '../words/words.ts';

/** Whether single keys act, for those whom a slip of the finger would cost something. */
export const KeysChoice = () => (
  <label class="check">
    <input
      type="checkbox"
      checked={keysAct}
      onChange={({ currentTarget }) => setKeysAct(currentTarget.checked)}
    />
    {words.value.keys}
  </label>
);
