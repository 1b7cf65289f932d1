/**
 * Plays the effects over the recording in the browser, where the mix would have them: scheduled on the clock of Web Audio some
 * seconds ahead, and anew whenever the player is moved or something is changed. The talk steps back as in the mix.
 */
import type { ItemView } from '../../../review/protocol.ts';

/** What is played, and how. */
export interface PreviewSource {
  readonly items: () => readonly ItemView[];
  /** In dB. */
  readonly levels: () => { readonly gain: number; readonly duck: number };
  readonly headers: Readonly<Record<string, string>>;
}

/** Effects are scheduled so far ahead, and looked for so often, in s. */
const AHEAD_S = 6;
const LOOK_S = 2;
/** Sounds that are kept. */
const MOST_SOUNDS = 64;
/** How quickly the talk steps back and returns: time constants, in s. */
const ATTACK_S = 0.03;
const RELEASE_S = 0.12;

const amplitude = (dB: number): number => 10 ** (dB / 20);

/** The effects over one media element. */
export class Preview {
  readonly #media: HTMLMediaElement;
  readonly #source: PreviewSource;
  readonly #sounds = new Map<string, Promise<AudioBuffer | undefined>>();
  #audio: AudioContext | undefined;
  #talk: GainNode | undefined;
  readonly #playing = new Map<string, AudioBufferSourceNode>();
  #timer: number | undefined;

  constructor(media: HTMLMediaElement, source: PreviewSource) {
    this.#media = media;
    this.#source = source;
    media.addEventListener('play', () => void this.#begin());
    media.addEventListener('seeked', () => this.refresh());
    media.addEventListener('ratechange', () => this.refresh());
    for (const name of ['pause', 'ended', 'emptied', 'waiting'])
      media.addEventListener(name, () => this.#silence());
    media.addEventListener('playing', () => this.refresh());
  }

  /** Schedules everything anew, as after a change. */
  refresh(): void {
    this.#silence();
    this.#look();
  }

  /** A browser lets sound be made only once a person has pressed something. */
  async #begin(): Promise<void> {
    if (this.#audio === undefined) {
      const audio = (this.#audio = new AudioContext());
      this.#talk = audio.createGain();
      audio.createMediaElementSource(this.#media).connect(this.#talk).connect(audio.destination);
    }
    await this.#audio.resume();
    this.refresh();
  }

  #look(): void {
    clearTimeout(this.#timer);
    const { paused, seeking, currentTime: now } = this.#media;
    if (paused || seeking || this.#audio === undefined) return;
    for (const item of this.#source.items())
      if (
        item.state === 'play' &&
        item.at < now + AHEAD_S &&
        item.at > now - AHEAD_S &&
        !this.#playing.has(item.id)
      )
        void this.#schedule(item);
    this.#timer = setTimeout(() => this.#look(), LOOK_S * 1_000);
  }

  async #schedule({ id, at, sfx }: ItemView): Promise<void> {
    const sound = await this.#sound(sfx);
    const { paused, playbackRate, currentTime } = this.#media;
    const [audio, talk] = [this.#audio, this.#talk];
    if (sound === undefined || audio === undefined || talk === undefined || paused || this.#playing.has(id))
      return;
    // What has begun goes on from where it would be now.
    const offset = Math.max(0, currentTime - at);
    if (offset >= sound.duration) return;
    const begin = audio.currentTime + Math.max(0, at - currentTime) / playbackRate;
    const { gain, duck } = this.#source.levels();
    const level = audio.createGain();
    level.gain.value = amplitude(gain);
    const node = audio.createBufferSource();
    node.buffer = sound;
    node.connect(level).connect(audio.destination);
    node.start(begin, offset);
    talk.gain.setTargetAtTime(amplitude(-duck), begin, ATTACK_S);
    talk.gain.setTargetAtTime(1, begin + sound.duration - offset, RELEASE_S);
    this.#playing.set(id, node);
  }

  #silence(): void {
    clearTimeout(this.#timer);
    for (const node of this.#playing.values()) node.stop();
    this.#playing.clear();
    const now = this.#audio?.currentTime ?? 0;
    this.#talk?.gain.cancelScheduledValues(now);
    this.#talk?.gain.setTargetAtTime(1, now, ATTACK_S);
  }

  #sound(sfx: string): Promise<AudioBuffer | undefined> {
    const known = this.#sounds.get(sfx) ?? this.#fetch(sfx);
    this.#sounds.delete(sfx);
    this.#sounds.set(sfx, known);
    for (const oldest of this.#sounds.keys()) {
      if (this.#sounds.size <= MOST_SOUNDS) break;
      this.#sounds.delete(oldest);
    }
    return known;
  }

  async #fetch(sfx: string): Promise<AudioBuffer | undefined> {
    try {
      const response = await fetch(`/effects/${encodeURIComponent(sfx)}.wav`, {
        headers: this.#source.headers,
      });
      return await this.#audio?.decodeAudioData(await response.arrayBuffer());
    } catch {
      // The effect is not heard here; the mix has it all the same.
      this.#sounds.delete(sfx);
      return undefined;
    }
  }
}
