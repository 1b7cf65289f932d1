/** What every page has around what it shows. */
import type { ComponentChildren } from 'preact';
import { fault, news } from '../notices.ts';
import { LanguageChoice } from './language-choice.tsx';

/** `state` stands beside the name; `head` stays in sight. */
export function Frame({
  state,
  head,
  children,
}: {
  readonly state: ComponentChildren;
  readonly head: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <>
      <header class="top">
        <div class="title">
          <h1>momentfx</h1>
          {state}
          <LanguageChoice />
        </div>
        {head}
        <p class="fault" role="alert">
          {fault}
        </p>
      </header>
      <main>
        {children}
        <p class="unseen" role="status">
          {news}
        </p>
      </main>
    </>
  );
}
