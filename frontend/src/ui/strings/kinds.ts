/** What the page calls the kinds of parameters. */

import type { Kind } from "../../store/kinds";

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  token_embedding: "Token embeddings",
  position_embedding: "Position embeddings",
  attention: "Attention",
  mlp: "MLP",
  norm: "Norms",
  head: "Head",
  conv: "Convolutions",
  other: "Other",
};
