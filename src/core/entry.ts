/** A file beside the caller's, as TypeScript in a checkout and as JavaScript in the package. */
export function besides(url: string, name: string): URL {
  return new URL(`./${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url);
}
