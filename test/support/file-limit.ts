/** Longest time for one test file (ms); the slowest real-server tests take about a third of it. */
export const FILE_LIMIT_MS = 300_000;
