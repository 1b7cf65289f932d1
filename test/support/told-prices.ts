/** What a seller says whose sentences all are key moments: a product, then its price, again and again. */
const PRODUCTS = ['rice cooker', 'travel steamer', 'garden lamp', 'picnic blanket', 'kitchen scale'];

/** Whether the sentence that comes after `before` others tells a price. */
export const isPrice = (before: number): boolean => before % 2 === 1;

/**
 * The sentence after `before` others; a price is the second at which it is told, so that prices can be told apart. One price after the
 * other, of nothing in between, would be one moment told again.
 */
export const saidBySeller = (before: number, second: number): string =>
  isPrice(before)
    ? `It costs just ${second} dollars tonight.`
    : `Next up is the Harlow ${PRODUCTS[(before / 2) % PRODUCTS.length] ?? ''}.`;
