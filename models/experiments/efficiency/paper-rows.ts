/** The rows of the paper's own Table 7. */

/** One of them at one batch size; what the paper does not give is left out. */
export interface PaperRow {
  readonly label: string;
  readonly batch: number;
  readonly embeddingMs?: number;
  readonly decodingMs?: number;
  readonly overallMs?: number;
  readonly videosASecond?: number;
}

/**
 * None: the paper (arXiv 2408.13226) could not be read where this was written, and its authors' repository does not repeat the
 * figures. Whoever has it enters its rows here; they then stand below ours.
 */
export const PAPER_ROWS: readonly PaperRow[] = [];
