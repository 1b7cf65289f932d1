/** What an operator asked, done to the show. */
import { fromSeconds } from '../../streams/time.ts';
import type { ShowControls } from '../live/controls.ts';
import type { Action } from './protocol.ts';

/**
 * Does what an operator asked.
 * @throws UsageError as the controls do; nothing has happened then
 */
export function act(
  controls: ShowControls,
  action: Exclude<Action, { readonly type: 'favourites' | 'resume' }>,
): void {
  switch (action.type) {
    case 'veto':
    case 'pin':
      return controls.command({ type: action.type, id: action.id });
    case 'nudge':
      return controls.command({ type: 'nudge', id: action.id, by: fromSeconds(action.by) });
    case 'swap':
      return controls.swap(action.id, action.sfx);
    case 'play':
      return void controls.trigger(action.sfx);
    case 'mute':
      return controls.muteEffect(action.sfx, action.on);
    case 'mute-tags':
      return controls.command({ type: 'policy', change: { mutedTags: action.tags } });
    case 'quiet':
      return controls.command({ type: 'policy', change: { quiet: action.on } });
    case 'threshold':
    case 'density':
      return controls.command({ type: 'policy', change: { [action.type]: action.value } });
    case 'gain':
    case 'duck':
      return controls.setLevels({ [action.type]: action.value });
    case 'sensitivity':
      return controls.setSensitivity(action.level);
    case 'delay':
      return controls.setDelay(fromSeconds(action.value));
    case 'panic':
      return controls.panic();
    case 'release':
      return controls.release();
  }
}
