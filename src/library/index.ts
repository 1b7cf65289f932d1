/** Sound libraries: what a folder holds, checked and decoded. */
export { loadLibrary, type LibraryEffect, type LoadedLibrary } from './load.ts';
export { readLibraryManifest } from './manifest.ts';
