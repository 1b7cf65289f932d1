/** The dock's page: what a show is doing and will do, and what an operator may change. */
import { render } from 'preact';
import { startClock } from './clock.ts';
import { startAnnouncing, startChoosing } from './cues.ts';
import { startKeys } from './keys.ts';
import { App } from './parts/app.tsx';

startClock();
startChoosing();
startAnnouncing();
startKeys();
render(<App />, document.body);
