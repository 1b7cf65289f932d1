/** What padding does where it could show. */

/**
 * `seen`: as in the authors' code, where the padding of a batch shows in its answers, so that a video's depend on its neighbours.
 * `hidden`: each video is answered as if it were alone, however long the others are.
 */
export type Padding = 'seen' | 'hidden';
