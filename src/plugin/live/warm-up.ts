/** What every show needs, loaded before it is known which it will be. */
import { loadAhead } from '../../library/index.ts';
import { bundledLibrary } from '../paths.ts';
import { keepHeapSmall } from './heap.ts';

/** Loads the modules of a session and the sounds that come with momentfx: most of the processor time of a start. */
export async function warmUp(): Promise<void> {
  keepHeapSmall();
  loadAhead(bundledLibrary);
  await import('./session.ts');
}
