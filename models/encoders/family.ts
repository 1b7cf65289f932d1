/** What a family of encoders offers: a name, its encoders' names, and a way to have its files on this machine. */

/** Names of one family's encoders, as a checkpoint's manifest lists them. */
export interface EncoderNames {
  readonly frame: string;
  readonly text: string;
  readonly audio: string;
}

/**
 * One family. A family whose files are downloaded (Chinese-CLIP for pictures and text, ImageBind for audio) implements this
 * beside `lite`; what runs its files is a `kind` of its own in `src/analysis/encoders/manifest.ts`.
 */
export interface EncoderFamily {
  readonly name: string;
  readonly encoders: EncoderNames;
  /**
   * The folder with the family's files and manifest under `cacheFolder` (default: the user's), made or fetched if it is not
   * there; `openEncoders` opens it. Safe to call from several processes at once.
   */
  readonly ensure: (cacheFolder?: string) => Promise<string>;
}
