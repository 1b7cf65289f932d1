/** The demo talk's pictures, drawn as SVG: a host, two products, their price tags. Product icons: Noto Emoji (Apache-2.0). */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { Line } from './script.ts';

export const WIDTH = 640;
export const HEIGHT = 360;

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
}
const noto = createRequire(import.meta.url)('@iconify-json/noto/icons.json') as IconSet;

function icon(name: string, x: number, y: number, size: number): string {
  const body = noto.icons[name]?.body;
  if (body === undefined) throw new Error(`internal: no icon "${name}"`);
  return `<svg x="${x}" y="${y}" width="${size}" height="${size}" viewBox="0 0 128 128">${body}</svg>`;
}

const text = (words: string, x: number, y: number, size: number, fill: string): string =>
  `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-weight="bold" font-size="${size}" fill="${fill}">${words}</text>`;

const room = (wall: string, table: string): string =>
  `<rect width="640" height="360" fill="${wall}"/><rect y="270" width="640" height="90" fill="${table}"/>
   <rect x="40" y="40" width="120" height="90" rx="6" fill="#ffffff33"/><rect x="480" y="30" width="110" height="140" rx="6" fill="#ffffff22"/>`;

const host = (x: number): string => icon('woman-red-hair', x, 84, 200);

/** A desk lamp with its arm, foot at (x, y), drawn at `k` times its size. */
const lamp = (x: number, y: number, k: number): string =>
  `<g transform="translate(${x} ${y}) scale(${k})"><ellipse cx="0" cy="0" rx="34" ry="9" fill="#2d3142"/>
   <path d="M0-4L-22-70L20-128" stroke="#4f5d75" stroke-width="8" fill="none" stroke-linejoin="round"/>
   <path d="M6-142L44-112L60-140A26 26 0 0 0 20-166Z" fill="#ef8354"/><path d="M30-112L96-60L110-104L58-134Z" fill="#fff3b0" opacity=".6"/></g>`;

const mug = (x: number, y: number, k: number): string =>
  `<g transform="translate(${x} ${y}) scale(${k})"><path d="M-34-110H34L28 0H-28Z" fill="#3a7d8c"/><rect x="-38" y="-124" width="76" height="18" rx="6" fill="#1f4e5a"/>
   <rect x="-33" y="-80" width="66" height="34" fill="#d9c5a0"/><rect x="-8" y="-134" width="22" height="12" rx="4" fill="#16343c"/></g>`;

const price = (amount: string): string =>
  `<g transform="rotate(-6 480 120)"><rect x="380" y="70" width="210" height="100" rx="14" fill="#ffd23f"/>${text(amount, 408, 142, 58, '#3b1c32')}</g>
   ${icon('backhand-index-pointing-down', 420, 190, 90)}${text('LINK BELOW', 372, 320, 30, '#fff')}`;

const SCENES: Readonly<Record<Line['scene'], string>> = {
  host: room('#6d597a', '#b08968') + host(210),
  lamp: room('#6d597a', '#b08968') + host(100) + lamp(420, 300, 1.25),
  'lamp-close': room('#355070', '#8d99ae') + lamp(280, 330, 1.9),
  'lamp-price': room('#355070', '#8d99ae') + lamp(150, 320, 1.7) + price('$25'),
  viewers:
    room('#b56576', '#b08968') +
    host(120) +
    icon('party-popper', 360, 60, 120) +
    text('1,000', 420, 240, 56, '#fff'),
  mug: room('#52796f', '#cad2c5') + host(100) + mug(440, 300, 1.4),
  'mug-close': room('#2f3e46', '#84a98c') + mug(300, 340, 2.2),
  'mug-price': room('#2f3e46', '#84a98c') + mug(170, 330, 1.9) + price('$18'),
};

/** One scene as a PNG of WIDTH × HEIGHT. */
export function drawScene(scene: Line['scene']): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${SCENES[scene]}</svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' } })
    .render()
    .asPng();
}
