/** The largest picture that is decoded: 8192×8192; 8K has half of it. Larger ones, of 100 MB and more each, never are. */
export const MOST_PIXELS = '67108864';
