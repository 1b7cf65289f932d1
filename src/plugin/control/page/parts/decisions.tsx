/** What decides which effects there are and how they sound: the same for a show and for a recording. */
import { SENSITIVITIES, type Sensitivity } from '../../../../analysis/sensitivity.ts';
import { TAGS, type Tag } from '../../../../streams/values.ts';
import { tagName, words } from '../words/words.ts';
import { Check } from './check.tsx';
import { useHeld } from './held.ts';
import { Slider } from './slider.tsx';

interface DecisionsProps {
  readonly settings: {
    /** The level that the threshold is that of, where it is of one. */
    readonly sensitivity?: string;
    readonly threshold: number;
    readonly density: number;
    readonly gain: number;
    readonly duck: number;
  };
  /** Whether other sound can be lowered under effects. */
  readonly ducks?: boolean;
  readonly ask: (
    action:
      | { readonly type: 'sensitivity'; readonly level: Sensitivity }
      | { readonly type: 'threshold' | 'density' | 'gain' | 'duck'; readonly value: number },
  ) => Promise<void>;
}

/** Sensitivity and sliders. */
export function Decisions({ settings: now, ducks = true, ask }: DecisionsProps) {
  const t = words.value;
  return (
    <>
      <div class="buttons" role="group" aria-label={t.sensitivity}>
        <span class="label" aria-hidden="true">
          {t.sensitivity}
        </span>
        {SENSITIVITIES.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={now.sensitivity === level}
            onClick={() => void ask({ type: 'sensitivity', level })}
          >
            {t.sensitivities[level]}
          </button>
        ))}
      </div>
      <Slider
        {...{ label: t.threshold, value: now.threshold, min: 0, max: 1, step: 0.01 }}
        text={(value) => t.likely(Math.round(value * 100))}
        send={(value) => ask({ type: 'threshold', value })}
      />
      <Slider
        {...{ label: t.density, value: now.density, min: 1, max: 30, step: 1 }}
        text={String}
        send={(value) => ask({ type: 'density', value })}
      />
      <Slider
        {...{ label: t.gain, value: now.gain, min: -30, max: 12, step: 0.5 }}
        text={(value) => `${value} dB`}
        send={(value) => ask({ type: 'gain', value })}
      />
      {ducks && (
        <Slider
          {...{ label: t.duck, value: now.duck, min: 0, max: 24, step: 0.5 }}
          text={(value) => `${value} dB`}
          send={(value) => ask({ type: 'duck', value })}
        />
      )}
    </>
  );
}

interface MutedTagsProps {
  readonly muted: readonly string[];
  readonly mute: (tags: Tag[]) => void;
}

/** The kinds of effect that decisions leave out. */
export function MutedTags({ muted, mute }: MutedTagsProps) {
  const t = words.value;
  // Whoever chooses a second one before the show has taken the first means both.
  const { shown, hold } = useHeld(muted);
  return (
    <fieldset>
      <legend>{t.mutedTags}</legend>
      <div class="tags">
        {TAGS.map((tag) => (
          <Check
            key={tag}
            label={tagName(tag)}
            on={shown.includes(tag)}
            choose={(on) => {
              const tags = TAGS.filter((one) => (one === tag ? on : shown.includes(one)));
              hold(tags);
              mute(tags);
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
