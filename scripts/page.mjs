// Builds the pages (the dock's, those of reviews and fleets), src/plugin/control/page, into build/dock: nothing is built or fetched
// when they are opened.
// node scripts/page.mjs [--if-older]    --if-older: only where it is missing or older than what it is made of.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './node24.mjs';

const source = join(root, 'src', 'plugin', 'control', 'page');
const target = join(root, 'build', 'dock');
/** What the page's text comes from, beside its own folder. */
const SOURCES = [
  'src/plugin/control/show-state.ts',
  'src/plugin/review/review-state.ts',
  'src/plugin/fleet/serve/fleet-state.ts',
  'src/core/back-off.ts',
  'src/analysis/sensitivity.ts',
  'src/streams/values.ts',
  'scripts/page.mjs',
  'package-lock.json',
];
/** What is written; the server knows these names. */
const WRITTEN = [
  'index.html',
  'dock.js',
  'dock.css',
  'review.html',
  'review.js',
  'review.css',
  'fleet.html',
  'fleet.js',
  'fleet.css',
  'licences.txt',
];
/** What is bundled of others; their licences ask to go with it. */
const BUNDLED = ['preact', '@preact/signals', '@preact/signals-core'];

const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether the page is missing, or older than what it is made of. */
export function pageIsOld() {
  const built = Math.min(...WRITTEN.map((name) => timeOf(join(target, name))));
  const own = readdirSync(source, { recursive: true }).map((name) => join(source, name));
  return [...own, ...SOURCES.map((name) => join(root, name))].some((file) => timeOf(file) > built);
}

/** Writes the page; the sizes of its files in bytes, by name. */
export async function buildPage() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'dock' },
      { in: join(source, 'style.css'), out: 'dock' },
      { in: join(source, 'index.html'), out: 'index' },
      { in: join(source, 'review', 'main.tsx'), out: 'review' },
      { in: join(source, 'review', 'review.css'), out: 'review' },
      { in: join(source, 'review', 'review.html'), out: 'review' },
      { in: join(source, 'fleet', 'main.tsx'), out: 'fleet' },
      { in: join(source, 'fleet', 'fleet.css'), out: 'fleet' },
      { in: join(source, 'fleet', 'fleet.html'), out: 'fleet' },
    ],
    loader: { '.html': 'copy' },
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    write: false,
  });
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const sizes = {};
  for (const { path, contents } of outputFiles) {
    writeFileSync(path, contents);
    sizes[path.slice(target.length + 1)] = contents.length;
  }
  const licences = BUNDLED.map(
    (name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`,
  );
  writeFileSync(join(target, 'licences.txt'), licences.join('\n'));
  return sizes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--if-older') || pageIsOld())
    for (const [name, bytes] of Object.entries(await buildPage()))
      console.log(`build/dock/${name}: ${bytes} bytes`);
}
