/** What each kind of parameter does in a model, in two or three sentences: true to an expert, and clear to a student. */

import type { Kind } from "../../store/kinds";

const WEIGHTS: Readonly<Record<Kind, string>> = {
  token_embedding:
    "One row for each token: the vector that stands for it where the model begins. At the start rows are random and all alike in length; as training goes on, tokens that are used alike come to point the same way, and rows of rare tokens hardly move.",
  position_embedding:
    "One row for each place in the text, added to the token’s vector so that the model can tell first from last. At the start rows are random; in the end neighbouring places usually have similar rows, often along smooth waves.",
  attention:
    "A matrix of an attention block: it takes part in deciding which tokens look at which others, and what they take over. At the start it is noise; in the end heads differ from each other in what they attend to.",
  mlp: "A layer that works on each token, or each sample, by itself: every row is a feature that it looks for in its input. At the start rows are random; in the end many answer to recognizable patterns, and their norms have grown apart.",
  norm: "One factor for each feature, applied after the layer’s input has been brought to a common size. All begin at one; in the end they have moved apart, and those near zero silence a feature.",
  head: "One row for each possible answer: its product with the last hidden state is that answer’s score. At the start all answers are about equally likely; in the end frequent answers and those that are easily mistaken for each other shape the rows.",
  conv: "Small filters that slide over the input; each output channel has one, and answers where its pattern occurs. At the start they are noise; in a first layer they become edges and colours, in later ones textures and parts.",
  other:
    "The page does not know what this parameter is for; its name and its module say more. Norm and update ratio tell whether it learns at all: random at the start, it should have moved by more than noise in the end.",
};

const BIASES: Readonly<Record<Kind, string>> = {
  token_embedding: "One number for each feature, added to every token’s vector alike. It begins at zero or near it.",
  position_embedding: "One number for each feature, added at every place alike. It begins at zero or near it.",
  attention:
    "A constant that is added after the projection, whatever the token. It begins at zero or near it, and mostly stays small.",
  mlp: "A constant for each unit: it sets how much input a unit needs before it answers. It begins at zero or near it; a clearly negative one makes its unit answer rarely.",
  norm: "One shift for each feature, added after the factor. All begin at zero; in the end they hold what the next layer should see of a feature when nothing special is there.",
  head: "A constant for each possible answer. It begins at zero or near it, and soon learns how frequent each answer is, which is the first thing that lowers the loss.",
  conv: "A constant for each output channel: it sets how strong a pattern must be to count. It begins at zero or near it.",
  other:
    "A constant that is added to what its module computes. It begins at zero or near it in most models, and mostly stays small.",
};

const PARTS: Readonly<Record<string, string>> = {
  query:
    "Queries say what a token is looking for: their products with the keys decide where it looks. At the start they are noise and attention is spread almost evenly; as training goes on, heads become selective, and query and key grow together, since only their product counts.",
  key: "Keys say what a token has to offer to those that look for it: their products with the queries decide who is looked at. At the start they are noise and attention is spread almost evenly; in the end some heads look at the token before, others at the beginning, others at what matches.",
  value:
    "Values decide what a token passes on once attention has decided where to look. At the start they are noise; as training goes on, the heads’ columns and rows come to carry different things.",
  output:
    "The output projection mixes what the heads have gathered, and adds it to the residual stream. Many models begin it smaller than other matrices, so that deep stacks start calmly; in the end its norm shows how much this block has to say.",
  fc: "The first matrix of the MLP: each of its units looks for a pattern in the residual stream. At the start they are random; in the end many answer to a recognizable kind of text or place, and units that never answer have no gradient.",
  projection:
    "The second matrix of the MLP: it says what each unit that answers writes into the residual stream. Many models begin it smaller than other matrices, so that deep stacks start calmly; its growth shows how much the block has learned.",
};

const PART_BIASES: Readonly<Record<string, string>> = {
  query:
    "A constant that is added to every query: it makes a head prefer certain keys whatever the token. It begins at zero or near it; sometimes it becomes surprisingly large.",
  key: "A constant that is added to every key. Without rotary positions it adds the same to all scores of a query, and the softmax takes no notice of that: it has no effect, its gradient is almost zero, and it stays where it began.",
  value:
    "A constant that is added to every value; since attention weights sum to one, it passes straight through to the output. It begins at zero or near it, and mostly stays small.",
};

const EMBEDDED_HEAD =
  "The same array is the head: each row is also what the last hidden state is compared with to score its token.";

interface Described {
  readonly kind: Kind;
  /** The part that is meant; null for the whole. */
  readonly part: string | null;
  readonly isBias: boolean;
  /** Whether an embedding is also the model’s head. */
  readonly isTiedHead: boolean;
}

/** What a parameter does. */
export function explanation({ kind, part, isBias, isTiedHead }: Described): string {
  const general = isBias ? BIASES[kind] : WEIGHTS[kind];
  const its = part === null ? undefined : (isBias ? PART_BIASES : PARTS)[part];
  const text = its ?? general;
  return kind === "token_embedding" && isTiedHead && !isBias ? `${text} ${EMBEDDED_HEAD}` : text;
}
