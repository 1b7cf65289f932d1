/** From an SVG scene to the picture that the frame encoder reads. */
import { Resvg } from '@resvg/resvg-js';
import { PICTURE_SIZE, type Picture } from '../../../src/core/formats.ts';
import type { Random } from '../../training/random.ts';

/** Scenes are drawn in a box of this side. */
export const SIDE = PICTURE_SIZE;

/** A colour by hue (degrees), saturation and lightness (percent). */
export const hsl = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${Math.round(hue) % 360} ${Math.round(saturation)}% ${Math.round(lightness)}%)`.replace(
    /hsl\((\d+) (\d+)% (\d+)%\)/,
    'hsl($1, $2%, $3%)',
  );

/** An SVG rectangle; `radius` rounds its corners. */
export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="${radius}" fill="${fill}"/>`;

/** An SVG circle. */
export const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${fill}"/>`;

/** A hand-held or re-framed camera: the scene moves by up to `amount` × 10 pixels, 3 degrees and 4 %. */
export function jittered(scene: string, random: Random, amount: number): string {
  const shift = (): string => (amount * 20 * (random.next() - 0.5)).toFixed(2);
  const turn = (amount * 6 * (random.next() - 0.5)).toFixed(2);
  const scale = (1.06 + amount * 0.08 * (random.next() - 0.5)).toFixed(3);
  const middle = SIDE / 2;
  return `<g transform="translate(${shift()} ${shift()}) rotate(${turn} ${middle} ${middle}) translate(${middle} ${middle}) scale(${scale}) translate(${-middle} ${-middle})">${scene}</g>`;
}

/** Renders a scene to RGB, 224 × 224. */
export function render(scene: string): Picture {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}">${rect(0, 0, SIDE, SIDE, '#808080')}${scene}</svg>`;
  const image = new Resvg(svg, { font: { loadSystemFonts: false }, logLevel: 'off' }).render();
  const rgba = image.pixels;
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return { width: SIDE, height: SIDE, data };
}
