/** Opens the encoders of a folder. */
import { join } from 'node:path';
import type { Encoders } from './encoder.ts';
import { openAudioEncoder } from './audio.ts';
import { openClipImageEncoder } from './chinese-clip/image.ts';
import { openClipTextEncoder } from './chinese-clip/text.ts';
import { openFrameEncoder } from './frame.ts';
import { openImagebindEncoder } from './imagebind/audio.ts';
import { keepingVectors, soundBytes } from './kept-vectors.ts';
import { readEncoderFolder, type EncoderFolder } from './manifest.ts';
import { openTextEncoder } from './text.ts';

/** Inside the folder of encoders: the vectors of sounds. */
const VECTORS = 'vectors';

export type { Encoder, Encoders } from './encoder.ts';

/**
 * Opens the three encoders of `folder` (see `manifest.json` there), each with `threads` threads; vectors do not depend on
 * how many. Rejects with an `EncoderFilesError` when a file is missing or damaged; nothing stays open then. The caller
 * owns the result and releases it.
 */
export async function openEncoders(folder: string, options: { readonly threads: number }): Promise<Encoders> {
  const files = await readEncoderFolder(folder);
  await using opened = new AsyncDisposableStack();
  const own = <T extends { release(): Promise<void> }>(one: T): T => opened.adopt(one, (it) => it.release());
  const frame = own(await openFrame(files, options.threads));
  const text = own(await openText(files, options.threads));
  const audio = own(await openAudio(files, options.threads));
  const owned = opened.move();
  return { frame, text, audio, release: () => owned.disposeAsync() };
}

function openFrame(folder: EncoderFolder, threads: number): Promise<Encoders['frame']> {
  const { frame } = folder.manifest.encoders;
  return frame.kind === 'clip-image'
    ? openClipImageEncoder(folder, frame, threads)
    : openFrameEncoder(folder, frame, threads);
}

function openText(folder: EncoderFolder, threads: number): Promise<Encoders['text']> {
  const { text } = folder.manifest.encoders;
  return text.kind === 'clip-bert-text'
    ? openClipTextEncoder(folder, text, threads)
    : openTextEncoder(folder, text, threads);
}

async function openAudio(folder: EncoderFolder, threads: number): Promise<Encoders['audio']> {
  const { audio } = folder.manifest.encoders;
  const encoder =
    audio.kind === 'imagebind-audio'
      ? await openImagebindEncoder(folder, audio, threads)
      : await openAudioEncoder(folder, audio, threads);
  return keepingVectors(encoder, join(folder.path, VECTORS), soundBytes);
}
