/** The example at the end of a command's help. */
export const example = (text: string): string => `\nExample:\n  ${text}`;
