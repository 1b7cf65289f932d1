/** A family of products that share features and pictures. */
export interface ProductGroup {
  readonly group: string;
  /** Singular nouns without an article. */
  readonly products: readonly string[];
  /** What such a thing does, in base form ("boil water in two minutes"). */
  readonly does: readonly string[];
  /** What such a thing has, as a noun phrase ("a glass lid"). */
  readonly has: readonly string[];
  /** Parts of it, singular, without an article. */
  readonly parts: readonly string[];
  /** Names in the icon set for its pictures; unknown ones are left out when drawing. */
  readonly icons: readonly string[];
}
