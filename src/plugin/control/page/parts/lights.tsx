/** Input, outputs, analysis, delay and margin: a mark whose shape differs as well as its colour, and words. */
import type { Light } from '../../protocol.ts';
import { status } from '../state.ts';
import { words } from '../words/words.ts';

/** A cue known less than this before its deadline is a near thing, in s. */
const TIGHT_S = 0.5;
/** The delay is on its way where it differs by more, in s. */
const MOVING_S = 0.3;

/** All lights. */
export function Lights() {
  const t = words.value;
  const now = status.value;
  if (now === undefined) return null;
  const { input, outputs, analysis, delay, margin } = now;
  const moving = Math.abs(delay.asked - delay.actual) > MOVING_S;
  const actual = delay.actual.toFixed(1);
  return (
    <dl class="lights">
      <Lamp name={t.input} about={input.name} level={input.level} text={t.server(input.text)} />
      {outputs.map(({ name, level, text }, i) => (
        <Lamp
          key={`${i} ${name}`}
          name={outputs.length > 1 ? `${t.output} ${i + 1}` : t.output}
          {...{ about: name, level, text: t.server(text) }}
        />
      ))}
      <Lamp name={t.analysis} level={analysis.level} text={t.server(analysis.text)} />
      <Lamp
        name={t.delay}
        level={moving ? 'yellow' : 'green'}
        text={t.delayIs(actual, moving ? delay.asked.toFixed(1) : actual)}
      />
      <Margin margin={margin} />
    </dl>
  );
}

function Margin({ margin }: { readonly margin: number | undefined }) {
  const t = words.value;
  if (margin === undefined) return <Lamp name={t.margin} level="green" text={t.noMargin} />;
  const level = margin < 0 ? 'red' : margin < TIGHT_S ? 'yellow' : 'green';
  return <Lamp name={t.margin} level={level} text={t.marginIs(Math.abs(margin).toFixed(1), level)} />;
}

interface LampProps {
  readonly name: string;
  readonly about?: string;
  readonly level: Light['level'];
  readonly text: string;
}

function Lamp({ name, about, level, text }: LampProps) {
  return (
    <div class={`lamp ${level}`}>
      <dt>{name}</dt>
      <dd title={about ?? ''}>
        <Mark level={level} />
        <span class="unseen">{words.value.levels[level]}: </span>
        {text}
      </dd>
    </div>
  );
}

/** A disc, a triangle, a square. */
const SHAPES: Readonly<Record<Light['level'], string>> = {
  green: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  yellow: 'M6 1L11.5 11H.5z',
  red: 'M1 1H11V11H1z',
};

const Mark = ({ level }: { readonly level: Light['level'] }) => (
  <svg class="mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d={SHAPES[level]} />
  </svg>
);
