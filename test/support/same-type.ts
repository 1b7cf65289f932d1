/** Checks of types that the compiler makes, in files `*.types.ts`: `npm run check` compiles them and nothing runs them. */

/** `true` where A and B are the very same type, with the same optional and readonly parts; else `false`. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where all that it is given are `true`. */
export type Checked<All extends readonly true[]> = All;

// The check itself: what is the same is told from what only fits.
export type Told = Checked<
  [
    Same<1, 1>,
    Same<{ a: string }, { a: string }>,
    Same<Same<1, number>, false>,
    Same<Same<{ a: string }, { readonly a: string }>, false>,
    Same<Same<{ a?: string }, { a: string | undefined }>, false>,
    Same<Same<unknown, string>, false>,
    Same<Same<never, string>, false>,
  ]
>;

/** Compiles only where the type of `given` is exactly `Expected`, as `isExactly<number>()(given, true)`; it has no body. */
export declare function isExactly<Expected>(): <Given>(given: Given, same: Same<Given, Expected>) => void;
