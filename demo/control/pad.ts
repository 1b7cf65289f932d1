/**
 * The keys 1 to 9 as pads: each plays a favourite of the dock, or an effect that is named here. Esc is panic, Enter ends it.
 *
 *   node scripts/run.mjs demo/control/pad.ts "$(momentfx dock)" [EFFECT…]
 */
import { emitKeypressEvents } from 'node:readline';
import { connectControl, type Action } from '../../src/plugin/control/client.ts';

const [url, ...named] = process.argv.slice(2);
if (url === undefined) {
  console.error('Give the address that `momentfx dock` prints.');
  process.exit(2);
}
const control = await connectControl({
  url,
  onClose(reason) {
    console.log(reason);
    process.exit();
  },
});
const known = new Set(control.effects.map(({ sfx }) => sfx));
const chosen = named.length > 0 ? named : control.show.favourites;
const pads = (chosen.length > 0 ? chosen : [...known]).filter((sfx) => known.has(sfx)).slice(0, 9);
for (const [i, sfx] of pads.entries()) console.log(`${i + 1}  ${sfx}`);
console.log('Esc: panic   Enter: release   q: leave');

async function ask(action: Action): Promise<void> {
  try {
    await control.do(action);
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
}

emitKeypressEvents(process.stdin);
process.stdin.setRawMode?.(true);
process.stdin.on('keypress', (text: string | undefined, { name }: { name?: string }) => {
  const sfx = pads[Number(text) - 1];
  if (sfx !== undefined) void ask({ type: 'play', sfx });
  else if (name === 'escape') void ask({ type: 'panic' });
  else if (name === 'return') void ask({ type: 'release' });
  else if (name === 'q' || text === '\u0003') {
    control.close();
    process.exit();
  }
});
