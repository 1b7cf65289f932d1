/** A library that is read before it is known who needs it. */
import { loadLibrary, type LoadedLibrary } from './load.ts';

let ahead: { readonly folder: string; readonly library: Promise<LoadedLibrary> } | undefined;

/** Reads the library in `folder` for the first one that takes it. Its content must not change until then. */
export function loadAhead(folder: string): void {
  const library = loadLibrary(folder);
  // Whoever takes it hears of its fault.
  library.catch(() => undefined);
  ahead = { folder, library };
}

/** The library in `folder`: that which was read ahead, once, or read now. @throws as `loadLibrary` */
export function takeLibrary(folder: string): Promise<LoadedLibrary> {
  const read = ahead;
  ahead = undefined;
  return read?.folder === folder ? read.library : loadLibrary(folder);
}
