/** How a person started this program, for commands that are shown to be typed. */

/** The words in front of a command: npm's in a checkout, npx's, or the program's own name. */
export function ownName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env['npm_lifecycle_event'] === 'momentfx') return 'npm run -s momentfx --';
  return env['npm_command'] === 'exec' ? 'npx momentfx' : 'momentfx';
}

/** A word as a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
