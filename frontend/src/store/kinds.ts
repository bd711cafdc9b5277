/** What parameters are for, in the order in which the page lists them. */

export const KINDS = [
  "token_embedding",
  "position_embedding",
  "attention",
  "mlp",
  "norm",
  "head",
  "conv",
  "other",
] as const;

export type Kind = (typeof KINDS)[number];

/** A kind as the server names it; one that this page does not know yet is "other". */
export function kindOf(name: string): Kind {
  return KINDS.find((kind) => kind === name) ?? "other";
}
