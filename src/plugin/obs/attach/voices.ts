/**
 * Effects as media sources of OBS: each voice plays one at a time, so that several sound together.
 *
 * A voice starts with its new file alone, in one batch with its volume. Restarting it as well
 * (`TriggerMediaInputAction`, also a frame later in a SerialFrame batch) began every effect twice in OBS 29.0.2, some
 * 40 ms apart. A version that does not begin by itself tells no `MediaInputPlaybackStarted`, and is then told to. What plays is
 * named in turn by two names of the same file, since settings that are the same may start nothing.
 */
import { basename, dirname, join, sep } from 'node:path';
import { messageOf } from '../../../core/errors.ts';
import { effectFactor } from '../../../media/mixer/effect-level.ts';
import { EffectShelf } from '../../../media/mixer/effect-shelf.ts';
import type { MixLevels } from '../../../media/mixer/mixer.ts';
import { NO_SOUND } from '../../../media/pcm.ts';
import type { Cue } from '../../../streams/values.ts';
import type { EffectsPlayer, PlayerParts } from '../../live/session-options.ts';
import type { ObsConnection } from '../connection.ts';
import type { BatchedRequest } from '../socket.ts';
import { voiceName, VOICES } from './effects-scene.ts';

/** What the voices are played with. */
export interface VoicesOptions extends PlayerParts {
  readonly obs: Pick<ObsConnection, 'askAll' | 'connected'>;
  /** LUFS of the sound beside the effects. */
  readonly loudness: number;
  /** Folder of the library. */
  readonly folder: string;
  /** OBS has no voices any more: they are to be laid out again. */
  readonly onMissing: () => void;
}

/** OBS tells that a voice plays within some frames, a busy one later; one that is silent for so long is told to play. ms. */
const SILENT_MS = 1_000;
/** What OBS needs to end an effect after its last sample, ms. */
const TAIL_MS = 200;
/** Below this OBS hears nothing, dB; its own limits are -100 and 26. */
const [LOWEST_DB, HIGHEST_DB] = [-100, 26];

interface Voice {
  readonly name: string;
  /** Its effect is over then; ms of this process's clock. */
  until: number;
  file: string;
  /** OBS has said that it plays. */
  started: boolean;
  /** Waits for OBS to say that it plays. */
  waiting: NodeJS.Timeout | undefined;
}

/** Plays effects in OBS. Disposing it lets the voices be as they are. */
export class Voices implements EffectsPlayer, Disposable {
  readonly mixer = { played: 0, late: 0, crowded: 0 };
  readonly #options: VoicesOptions;
  readonly #shelf: EffectShelf;
  readonly #files: ReadonlyMap<string, string>;
  readonly #voices: readonly Voice[];
  #gain: number;
  /** Counts silences: what was on its way to OBS meanwhile is silenced, too. */
  #silences = 0;

  constructor(options: VoicesOptions) {
    const { effects } = options.library;
    this.#options = options;
    this.#gain = options.gain;
    this.#shelf = new EffectShelf(effects, NO_SOUND);
    this.#files = new Map(effects.map(({ id, file }) => [id, join(options.folder, file)]));
    this.#voices = Array.from({ length: VOICES }, (_, index) => ({
      ...{ name: voiceName(index + 1), until: 0, file: '', started: false, waiting: undefined },
    }));
  }

  place({ id, sfx }: Cue): void {
    const now = performance.now();
    const [voice] = this.#voices.filter(({ until }) => until <= now).sort((a, b) => a.until - b.until);
    const file = this.#files.get(sfx);
    if (voice === undefined || file === undefined) {
      this.mixer.crowded += 1;
      this.#options.told(id, voice === undefined ? 'crowded' : 'failed');
      return;
    }
    const { lanes, ...level } = this.#shelf.get(sfx);
    const frames = lanes[0]?.samples.length ?? 0;
    voice.until = now + (frames / NO_SOUND.rate) * 1000 + TAIL_MS;
    voice.file = voice.file === file ? otherName(file) : file;
    const factor = effectFactor(level, this.#options.loudness, this.#gain);
    void this.#start(voice, factor).then((played) => {
      if (played) this.mixer.played += 1;
      else voice.until = 0;
      this.#options.told(id, played ? 'played' : 'failed');
    });
  }

  hush(): void {
    const now = performance.now();
    this.#silences += 1;
    this.#silence(this.#voices.filter(({ until }) => until > now));
  }

  setLevels({ gain }: MixLevels): void {
    this.#gain = gain;
  }

  /** OBS plays this input. */
  started(input: string): void {
    const voice = this.#voices.find(({ name }) => name === input);
    if (voice === undefined) return;
    voice.started = true;
    this.#settle(voice);
  }

  #silence(voices: readonly Voice[]): void {
    if (voices.length === 0) return;
    for (const voice of voices) this.#settle(voice);
    // Its volume takes hold at OBS's next block of sound; a file that is being opened may still begin after the stop.
    const requests = voices.flatMap(({ name }): BatchedRequest[] => [
      { type: 'SetInputVolume', data: { inputName: name, inputVolumeDb: LOWEST_DB } },
      {
        type: 'TriggerMediaInputAction',
        data: { inputName: name, mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_STOP' },
      },
    ]);
    this.#options.obs.askAll(requests, { urgent: true }).catch((error: unknown) => {
      if (this.#options.obs.connected) this.#options.warn(`OBS was not silenced: ${messageOf(error)}`);
    });
  }

  /** Whether OBS has taken it. */
  async #start(voice: Voice, factor: number): Promise<boolean> {
    const { obs, warn, onMissing } = this.#options;
    const { name: inputName, file } = voice;
    const inputVolumeDb = Math.min(HIGHEST_DB, Math.max(LOWEST_DB, 20 * Math.log10(factor)));
    const silences = this.#silences;
    this.#settle(voice);
    voice.started = false;
    try {
      const [volume, settings] = await obs.askAll([
        { type: 'SetInputVolume', data: { inputName, inputVolumeDb } },
        { type: 'SetInputSettings', data: { inputName, inputSettings: { local_file: file }, overlay: true } },
      ]);
      for (const answer of [volume, settings]) {
        if (answer?.done !== false) continue;
        warn(`OBS does not play an effect (${answer.refusal}).`);
        onMissing();
        return false;
      }
      if (silences !== this.#silences) this.#silence([voice]);
      else if (!voice.started) {
        voice.waiting = setTimeout(() => this.#insist(voice), SILENT_MS);
        voice.waiting.unref();
      }
      return true;
    } catch (error) {
      // That OBS is gone is told by the connection.
      if (obs.connected) warn(`OBS does not play an effect: ${messageOf(error)}`);
      return false;
    }
  }

  #insist(voice: Voice): void {
    voice.waiting = undefined;
    const data = { inputName: voice.name, mediaAction: 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART' };
    this.#options.obs.askAll([{ type: 'TriggerMediaInputAction', data }]).catch((error: unknown) => {
      if (this.#options.obs.connected) this.#options.warn(`OBS does not play an effect: ${messageOf(error)}`);
    });
  }

  #settle(voice: Voice): void {
    clearTimeout(voice.waiting);
    voice.waiting = undefined;
  }

  [Symbol.dispose](): void {
    for (const voice of this.#voices) this.#settle(voice);
  }
}

/** The same file by another name. */
const otherName = (file: string): string => [dirname(file), '.', basename(file)].join(sep);
