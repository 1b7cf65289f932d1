/** The media element that plays the recording: where it is, and what moves it. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { Preview } from './preview.ts';
import { bearer, items, review } from './state.ts';

/** Before an effect, so that one hears what leads to it, in s. */
const LEAD_S = 2;

/** Of a talk that has not been measured yet: as the mixer assumes. */
const ASSUMED_LUFS = -23;

const now = signal(0);
/** Where the player is, in s; what is shown follows it. It is told of a seek a little later than the seek. */
export const position: ReadonlySignal<number> = now;

const fails = signal(false);
/** The browser says that it cannot play it. */
export const cannotPlay: ReadonlySignal<boolean> = fails;

let media: HTMLMediaElement | undefined;

/** Takes the element in use; gives back what lets it go. */
export function usePlayer(element: HTMLMediaElement): () => void {
  media = element;
  fails.value = false;
  const preview = new Preview(element, {
    items: () => items.peek(),
    loudness: (at) => review.peek()?.loudness[Math.floor(at)] ?? ASSUMED_LUFS,
    levels: () => review.peek()?.settings ?? { gain: 0, duck: 0 },
    headers: bearer,
  });
  const look = (): void => void (now.value = element.currentTime);
  for (const name of ['timeupdate', 'seeking', 'seeked']) element.addEventListener(name, look);
  element.addEventListener('error', () => (fails.value = true));
  element.addEventListener('loadedmetadata', () => (fails.value = false));
  let frame = 0;
  const step = (): void => {
    look();
    cancelAnimationFrame(frame);
    if (!element.paused) frame = requestAnimationFrame(step);
  };
  element.addEventListener('play', step);
  const level = computed(() => `${review.value?.settings.gain} ${review.value?.settings.duck}`);
  const stops = [items.subscribe((now) => preview.update(now)), level.subscribe(() => preview.refresh())];
  return () => {
    for (const stop of stops) stop();
    cancelAnimationFrame(frame);
    preview.close();
    if (media === element) media = undefined;
  };
}

/** Where the player is at this moment, in s, also before the page is told of a seek: what a person does there is meant for it. */
export const currentTime = (): number => media?.currentTime ?? now.peek();

/** Goes to a time, in s. */
export function seek(to: number): void {
  if (media === undefined) return;
  media.currentTime = Math.max(0, to);
  now.value = media.currentTime;
}

/** Goes to shortly before an effect. */
export const leadTo = (at: number): void => seek(at - LEAD_S);

/** Plays or pauses. */
export function togglePlay(): void {
  if (media === undefined) return;
  if (media.paused) media.play().catch(() => undefined);
  else media.pause();
}
