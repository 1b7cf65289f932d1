/** What a person may do to a running show, and what is in force because of it. */
import type { Sensitivity } from '../../analysis/manifest.ts';
import type { MixLevels } from '../../media/mixer/mixer.ts';
import { DEFAULT_POLICY, type Policy } from '../../streams/policy.ts';
import type { Command } from '../../streams/scheduler.ts';
import { add, fromSeconds, latest, toSeconds, ZERO, type Micros } from '../../streams/time.ts';
import type { Cue, Tag } from '../../streams/values.ts';
import type { ShowCommand } from './commands.ts';
import type { Settings } from '../config/options.ts';
import { UsageError } from '../errors.ts';
import { policyOf, steady, thresholdFor, wordsOf, type Calibration } from '../session/policy.ts';
import { NOTHING_CARRIED, withSet, type CarriedShow } from './carried-show.ts';
import type { ShowSettings } from './show-settings.ts';

/** What is in force now. */
export interface InForce {
  readonly policy: Policy;
  /** That of the threshold; absent where somebody has set the threshold itself. */
  readonly sensitivity?: Sensitivity;
  readonly levels: MixLevels;
  /** Everything is silent until somebody releases it, effects by hand as well. */
  readonly panicked: boolean;
}

/** What controls act on. */
export interface ControlsOptions {
  readonly settings: Settings;
  /** Tags and lengths of the library's effects, by name. */
  readonly effects: ReadonlyMap<string, { readonly tag: Tag; readonly length: Micros }>;
  /** Where the program is, and how long before its start a cue must be handed over; undefined before it began. */
  readonly pacer: () => { readonly at: Micros | undefined; readonly lead: Micros } | undefined;
  readonly setDelay: (delay: Micros) => void;
  readonly hush: () => void;
  readonly setLevels: (levels: MixLevels) => void;
  readonly play: (cue: Cue) => void;
  /** Tells the command and has the decisions obey. */
  readonly decide: (command: Command) => void;
  /** From the show before, whose settings are in `settings` already. */
  readonly carried?: CarriedShow;
  /** A person has set something: all that was set so far. */
  readonly onSet?: (set: ShowSettings) => void;
}

/** The controls of one session. */
export class ShowControls {
  readonly #options: ControlsOptions;
  #calibration: Calibration = DEFAULT_POLICY;
  #policy: Policy = DEFAULT_POLICY;
  #levels: MixLevels;
  #panicked = false;
  /** Whether it was quiet before the panic. */
  #quietBefore = false;
  #triggered = 0;
  #sensitivity: Sensitivity | undefined;
  #set: ShowSettings;

  constructor(options: ControlsOptions) {
    this.#options = options;
    const { gain, duck, threshold, sensitivity } = options.settings;
    this.#levels = { gain, duck };
    this.#sensitivity = threshold === undefined ? sensitivity : undefined;
    const { set, panicked, quietBefore } = options.carried ?? NOTHING_CARRIED;
    this.#set = set;
    this.#panicked = panicked;
    this.#quietBefore = quietBefore;
  }

  get inForce(): InForce {
    return {
      policy: this.#policy,
      ...(this.#sensitivity === undefined ? {} : { sensitivity: this.#sensitivity }),
      levels: this.#levels,
      panicked: this.#panicked,
    };
  }

  /** What the next show of this process begins with. */
  get carried(): CarriedShow {
    return { set: this.#set, panicked: this.#panicked, quietBefore: this.#quietBefore };
  }

  /** The checkpoint is known: the policy that decisions begin with. */
  begin(calibration: Calibration): Policy {
    this.#calibration = calibration;
    const { quiet = false, mutedEffects = [] } = this.#set;
    this.#policy = {
      ...DEFAULT_POLICY,
      ...policyOf(this.#options.settings, calibration),
      quiet: quiet || this.#panicked,
      // The library may have lost some since.
      mutedEffects: mutedEffects.filter((sfx) => this.#options.effects.has(sfx)),
    };
    return this.#policy;
  }

  /**
   * Sets all of it at once.
   * @throws UsageError no-sensitivity, and what setting a delay throws; nothing has changed then
   */
  apply({ sensitivity, gain, duck, delay, mutedEffects, ...policy }: ShowSettings): void {
    if (delay !== undefined) this.setDelay(fromSeconds(delay));
    if (sensitivity !== undefined) this.setSensitivity(sensitivity);
    const levels = { ...(gain === undefined ? {} : { gain }), ...(duck === undefined ? {} : { duck }) };
    if (Object.keys(levels).length > 0) this.setLevels(levels);
    const known = mutedEffects?.filter((sfx) => this.#options.effects.has(sfx));
    const change = { ...policy, ...(known === undefined ? {} : { mutedEffects: known }) };
    if (Object.keys(change).length > 0) this.command({ type: 'policy', change });
  }

  /**
   * Another delay (0 to 60 s), with at most one visible cut. Once it is in force decisions, recognition and the record follow;
   * what was decided stays.
   */
  setDelay(delay: Micros): void {
    this.#options.setDelay(delay);
    this.#keep({ delay: toSeconds(delay) });
  }

  /** A person's veto, swap, nudge or pin of an upcoming moment, or another policy. `quiet: false` ends a panic, too. */
  command(command: Command): void {
    if (command.type !== 'policy') return this.#command(command);
    const { threshold, density, quiet, mutedTags, mutedEffects } = command.change;
    const change =
      threshold === undefined ? command.change : { ...command.change, ...steady(this.#calibration) };
    this.#command({ type: 'policy', change });
    if (threshold !== undefined) this.#sensitivity = undefined;
    this.#keep({
      ...(threshold === undefined ? {} : { threshold }),
      ...(density === undefined ? {} : { density }),
      ...(quiet === undefined ? {} : { quiet }),
      ...(mutedTags === undefined ? {} : { mutedTags: [...mutedTags] }),
      ...(mutedEffects === undefined ? {} : { mutedEffects: [...mutedEffects] }),
    });
  }

  #command(command: Command): void {
    if (command.type === 'policy') {
      this.#policy = { ...this.#policy, ...command.change };
      if (command.change.quiet === false) this.#panicked = false;
    }
    this.#options.decide(command);
  }

  #keep(change: ShowSettings): void {
    if (Object.keys(change).length === 0) return;
    this.#set = withSet(this.#set, change);
    this.#options.onSet?.(this.#set);
  }

  /**
   * The checkpoint's threshold for this sensitivity from now on.
   * @throws UsageError no-sensitivity when it has none; nothing changes then
   */
  setSensitivity(level: Sensitivity): void {
    const threshold = thresholdFor(level, this.#calibration, wordsOf(this.#options.settings.asr));
    const { fatigue } = this.#calibration;
    this.#command({ type: 'policy', change: { threshold, ...(fatigue === undefined ? {} : { fatigue }) } });
    this.#sensitivity = level;
    this.#keep({ sensitivity: level });
  }

  /** All effects are silent within one block, and stay so until `release`. */
  panic(): void {
    this.#options.hush();
    if (!this.#panicked) this.#quietBefore = this.#policy.quiet;
    this.#panicked = true;
    this.#command({ type: 'policy', change: { quiet: true } });
  }

  /** Ends a panic: effects come again, unless it had been quiet before. */
  release(): void {
    if (!this.#panicked) return;
    this.#panicked = false;
    this.#command({ type: 'policy', change: { quiet: this.#quietBefore } });
  }

  /** Other levels for the effects that begin from now on. */
  setLevels(change: Partial<MixLevels>): void {
    this.#levels = { ...this.#levels, ...change };
    this.#options.setLevels(this.#levels);
    this.#keep(change);
  }

  /**
   * Another effect for a moment that waits.
   * @throws UsageError no-such-effect
   */
  swap(id: string, sfx: string): void {
    this.command({ type: 'swap', id, sfx, tag: this.#effect(sfx).tag });
  }

  /**
   * Whether decisions leave an effect out.
   * @throws UsageError no-such-effect
   */
  muteEffect(sfx: string, muted: boolean): void {
    this.#effect(sfx);
    const others = this.#policy.mutedEffects.filter((other) => other !== sfx);
    this.command({ type: 'policy', change: { mutedEffects: muted ? [...others, sfx] : others } });
  }

  /**
   * Does what a command says.
   * @throws UsageError as the methods do
   */
  obey(command: ShowCommand): void {
    switch (command.type) {
      case 'delay':
        return this.setDelay(command.delay);
      case 'sensitivity':
        return this.setSensitivity(command.level);
      case 'panic':
        return this.panic();
      case 'release':
        return this.release();
      case 'gain':
      case 'duck':
        return this.setLevels({ [command.type]: command.value });
      case 'play':
        return void this.trigger(command.sfx);
      case 'choose':
        return this.swap(command.id, command.sfx);
      case 'mute':
      case 'unmute':
        return this.muteEffect(command.sfx, command.type === 'mute');
      case 'veto':
      case 'nudge':
      case 'pin':
      case 'policy':
      case 'swap':
      case 'trigger':
        return this.command(command);
    }
  }

  /**
   * Plays an effect as soon as can be; its id is in the events that tell of it. Quiet keeps only effects that nobody asked for away.
   * @throws UsageError no-such-effect, show-not-begun, show-silenced
   */
  trigger(sfx: string): string {
    const { tag, length } = this.#effect(sfx);
    if (this.#panicked)
      throw new UsageError('show-silenced', 'All effects are silenced.', 'Release the panic first.');
    const { at: playhead, lead = ZERO } = this.#options.pacer() ?? {};
    if (playhead === undefined)
      throw new UsageError('show-not-begun', 'The show has not begun.', 'Wait for its input.');
    const at = latest(ZERO, add(playhead, lead));
    const id = `t${(this.#triggered += 1)}`;
    this.command({ type: 'trigger', id, sfx, tag, at });
    this.#options.play({ id, at, end: add(at, length), sfx, tag, score: 1, alternatives: [] });
    return id;
  }

  /** @throws UsageError no-such-effect */
  #effect(sfx: string): { readonly tag: Tag; readonly length: Micros } {
    const effect = this.#options.effects.get(sfx);
    if (effect !== undefined) return effect;
    throw new UsageError(
      'no-such-effect',
      `The library has no effect "${sfx}".`,
      'See `momentfx library list`.',
    );
  }
}
