/** The page of a review: a recording with its effects, to be changed before they are mixed. */
import { render } from 'preact';
import { startKeys } from './keys.ts';
import { App } from './parts/app.tsx';
import { startChoosing } from './state.ts';

startChoosing();
startKeys();
render(<App />, document.body);
