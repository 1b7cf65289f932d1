import { join } from 'node:path';

const bundled = join(import.meta.dirname, '..', 'fixtures');

/** The folder of parity fixtures (it holds dm/, use/, …): `MOMENTFX_FIXTURES`, or the copies kept with the tests. */
export const fixturesRoot: string = process.env['MOMENTFX_FIXTURES'] ?? bundled;
export const fixture = (...parts: string[]): string => join(fixturesRoot, ...parts);
