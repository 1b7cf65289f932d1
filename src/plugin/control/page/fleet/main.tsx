/** The page of a fleet: who works, what waits, runs and is dead, and what an operator may ask. */
import { render } from 'preact';
import { App } from './parts/app.tsx';

render(<App />, document.body);
