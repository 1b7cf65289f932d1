/** Sound libraries: what a folder holds, checked and decoded. */
export { decodeAudioFile, type DecodedAudio, type EffectSound } from './decode.ts';
export { LibraryError, type LibraryErrorCode } from './errors.ts';
export { loadEffect, loadLibrary, type LibraryEffect, type LoadedLibrary } from './load.ts';
export { libraryFaults, readLibraryManifest, type EffectEntry, type LibraryManifest } from './manifest.ts';
