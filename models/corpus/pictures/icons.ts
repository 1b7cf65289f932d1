/** Emoji drawings (Noto, Apache-2.0) as SVG bodies in a 128 × 128 box. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as z from 'zod';

const ICON_SET = z.object({ icons: z.record(z.string(), z.object({ body: z.string() })) });

let bodies: Readonly<Record<string, { readonly body: string }>> | undefined;

const load = (): Readonly<Record<string, { readonly body: string }>> => {
  const file = createRequire(import.meta.url).resolve('@iconify-json/noto/icons.json');
  return ICON_SET.parse(JSON.parse(readFileSync(file, 'utf8'))).icons;
};

/** Side of an icon's own coordinate box. */
const BOX = 128;
let drawn = 0;

/** Whether the set has this icon. */
export const hasIcon = (name: string): boolean => Object.hasOwn((bodies ??= load()), name);

/**
 * The icon as an SVG group with its centre at (x, y) and `size` wide; nothing for a name that the set lacks. Ids inside
 * are made unique, because several icons of one picture may use the same ones for gradients.
 */
export function icon(name: string, x: number, y: number, size: number): string {
  const body = (bodies ??= load())[name]?.body;
  if (body === undefined) return '';
  drawn += 1;
  const own = body
    .replace(/id="([^"]+)"/g, `id="$1-${drawn}"`)
    .replace(/url\(#([^)]+)\)/g, `url(#$1-${drawn})`);
  const linked = own.replace(/href="#([^"]+)"/g, `href="#$1-${drawn}"`);
  const scale = size / BOX;
  return `<g transform="translate(${x - size / 2} ${y - size / 2}) scale(${scale})">${linked}</g>`;
}
