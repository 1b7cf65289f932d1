/** Longest time for one test file (ms): it ends what hangs. The slowest take half of it where two cores run three files at once. */
export const FILE_LIMIT_MS = 600_000;
