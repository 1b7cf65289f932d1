/**
 * Plays the effects over the recording in the browser, where the mix would have them: scheduled on the clock of Web Audio some
 * seconds ahead, and anew whenever the player is moved or something is changed. The talk steps back as in the mix.
 */
import type { ItemView } from '../../../review/protocol.ts';

/** What is played, and how. */
export interface PreviewSource {
  readonly items: () => readonly ItemView[];
  /** Of the talk at a time (s), in LUFS. */
  readonly loudness: (at: number) => number;
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

/** A sound, and how loud a mix makes it: dB to be added to the talk's loudness, and the highest factor. */
interface Sound {
  readonly buffer: AudioBuffer;
  readonly level: number;
  readonly most: number;
}

const amplitude = (dB: number): number => 10 ** (dB / 20);

/** The effects over one media element. */
export class Preview {
  readonly #media: HTMLMediaElement;
  readonly #source: PreviewSource;
  readonly #sounds = new Map<string, Promise<Sound | undefined>>();
  #audio: AudioContext | undefined;
  #talk: GainNode | undefined;
  /** What sounds or is about to, in seconds of the audio's clock. */
  readonly #playing = new Map<
    string,
    {
      readonly item: ItemView;
      readonly node: AudioBufferSourceNode;
      readonly begin: number;
      readonly end: number;
    }
  >();
  /** Counts how often all was silenced: what was on its way then is late. */
  #turn = 0;
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

  /** Schedules everything anew, as after a change of what holds for all effects. */
  refresh(): void {
    this.#silence();
    this.#look();
  }

  /** Items have changed: what sounds and is still the same goes on. */
  update(now: readonly ItemView[]): void {
    const items = new Set(now);
    // What is on its way may be of an item that has changed.
    this.#turn += 1;
    for (const [id, { item, node }] of this.#playing)
      if (!items.has(item)) {
        node.stop();
        this.#playing.delete(id);
      }
    if (this.#audio !== undefined) this.#duck(this.#audio.currentTime);
    this.#look();
  }

  /** Nothing sounds any more. */
  close(): void {
    this.#silence();
    void this.#audio?.close();
    this.#audio = undefined;
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

  async #schedule(item: ItemView): Promise<void> {
    const { id, at, sfx } = item;
    const turn = this.#turn;
    const sound = await this.#sound(sfx);
    const audio = this.#audio;
    // Meanwhile the player may have been moved, or the effect changed.
    if (turn !== this.#turn || sound === undefined || audio === undefined || this.#playing.has(id)) return;
    const { playbackRate, currentTime } = this.#media;
    // What has begun goes on from where it would be now.
    const offset = Math.max(0, currentTime - at);
    const { duration } = sound.buffer;
    if (offset >= duration) return;
    const begin = audio.currentTime + Math.max(0, at - currentTime) / playbackRate;
    const level = audio.createGain();
    level.gain.value = Math.min(
      sound.most,
      amplitude(this.#source.loudness(at) + sound.level + this.#source.levels().gain),
    );
    const node = audio.createBufferSource();
    node.buffer = sound.buffer;
    node.connect(level).connect(audio.destination);
    node.start(begin, offset);
    this.#playing.set(id, { item, node, begin, end: begin + duration - offset });
    this.#duck(audio.currentTime);
  }

  /** The talk stays back as long as any effect sounds. */
  #duck(now: number): void {
    const talk = this.#talk?.gain;
    if (talk === undefined) return;
    const back = amplitude(-this.#source.levels().duck);
    talk.cancelScheduledValues(now);
    // It may be back for one that is gone.
    talk.setTargetAtTime(1, now, RELEASE_S);
    let end = -Infinity;
    for (const span of [...this.#playing.values()].sort((a, b) => a.begin - b.begin)) {
      if (span.end <= now) continue;
      if (span.begin > end) {
        if (end > now) talk.setTargetAtTime(1, end, RELEASE_S);
        talk.setTargetAtTime(back, Math.max(now, span.begin), ATTACK_S);
      }
      end = Math.max(end, span.end);
    }
    if (end > now) talk.setTargetAtTime(1, end, RELEASE_S);
  }

  #silence(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    for (const { node } of this.#playing.values()) node.stop();
    this.#playing.clear();
    const now = this.#audio?.currentTime ?? 0;
    this.#talk?.gain.cancelScheduledValues(now);
    this.#talk?.gain.setTargetAtTime(1, now, ATTACK_S);
  }

  #sound(sfx: string): Promise<Sound | undefined> {
    const known = this.#sounds.get(sfx) ?? this.#fetch(sfx);
    this.#sounds.delete(sfx);
    this.#sounds.set(sfx, known);
    for (const oldest of this.#sounds.keys()) {
      if (this.#sounds.size <= MOST_SOUNDS) break;
      this.#sounds.delete(oldest);
    }
    return known;
  }

  async #fetch(sfx: string): Promise<Sound | undefined> {
    try {
      const response = await fetch(`/effects/${encodeURIComponent(sfx)}.wav`, {
        headers: this.#source.headers,
      });
      const header = (name: string): number => Number(response.headers.get(`Momentfx-${name}`) ?? 'none');
      const [level, most] = [header('Level'), header('Most')];
      const buffer = await this.#audio?.decodeAudioData(await response.arrayBuffer());
      return buffer && { buffer, level, most };
    } catch {
      // The effect is not heard here; the mix has it all the same.
      this.#sounds.delete(sfx);
      return undefined;
    }
  }
}
