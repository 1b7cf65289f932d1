/** Opens the encoders of a folder. */
import type { Encoders } from './encoder.ts';
import { openAudioEncoder } from './audio.ts';
import { openFrameEncoder } from './frame.ts';
import { readEncoderFolder } from './manifest.ts';
import { openTextEncoder } from './text.ts';

export type { Encoder, Encoders } from './encoder.ts';

/**
 * Opens the three encoders of `folder` (see `manifest.json` there), each with `threads` threads; vectors do not depend on
 * how many. Rejects with an `EncoderFilesError` when a file is missing or damaged; nothing stays open then. The caller
 * owns the result and releases it.
 */
export async function openEncoders(folder: string, options: { readonly threads: number }): Promise<Encoders> {
  const files = await readEncoderFolder(folder);
  const entries = files.manifest.encoders;
  await using opened = new AsyncDisposableStack();
  const own = <T extends { release(): Promise<void> }>(one: T): T => opened.adopt(one, (it) => it.release());
  const frame = own(await openFrameEncoder(files, entries.frame, options.threads));
  const text = own(await openTextEncoder(files, entries.text, options.threads));
  const audio = own(await openAudioEncoder(files, entries.audio, options.threads));
  const owned = opened.move();
  return { frame, text, audio, release: () => owned.disposeAsync() };
}
