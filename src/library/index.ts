/** Sound libraries: what a folder holds, checked and decoded. */
export { loadAhead, takeLibrary } from './ahead.ts';
export { loadLibrary, type LibraryEffect, type LoadedLibrary } from './load.ts';
export { readLibraryManifest } from './manifest.ts';
