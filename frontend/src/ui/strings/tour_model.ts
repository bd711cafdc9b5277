/** What the tour tells about the model and its weights. */

import type { TourFacts } from "../../learn/tour/facts";
import type { ColorScheme } from "../../store/settings";
import { compact, measure, number, percent } from "./format";
import type { StopWords } from "./tour_stops";

/** The colours of values below zero and above. */
const COLORS: Readonly<Record<ColorScheme, readonly [below: string, above: string]>> = {
  blue_orange: ["blue", "orange"],
  purple_green: ["purple", "green"],
  blue_red: ["blue", "red"],
  brown_teal: ["brown", "teal"],
};

/** From here on a share is hard to read. */
const MANY = 10;

export function networkWords({ modelClass, weights, model, colorScheme }: TourFacts): StopWords {
  const [below, above] = COLORS[colorScheme];
  const order =
    model.attention !== null && model.layers > 0
      ? "floor by floor from the input up to the output, with attention on the left of the shaft and the MLP on its right; the shaft is the residual stream, to which every block adds"
      : "floor by floor in the order of its modules";
  return {
    title: "The whole model",
    text: `These are ${compact(weights)} weights of ${modelClass}, ${order}. Each slab is a parameter and each cell a real weight of it: ${above} above zero, ${below} below, faint near zero.`,
  };
}

export function moverWords({ model: { mover, layers } }: TourFacts): StopWords {
  const title = layers > 1 ? "Which layer moved most" : "What moved most";
  if (mover === null) {
    return {
      title,
      text: "The cells now show how far each weight has come since the first snapshot. Large values are where training had most to change.",
    };
  }
  const span = `between step ${number(mover.from)} and ${number(mover.to)}`;
  const shown = "The cells now show that change, weight by weight.";
  return mover.layer === null || mover.least === null
    ? {
        title,
        text: `Of all weight tensors, ${mover.name} moved most ${span}: by ${sizes(mover.change)} the size that it had at first. ${shown}`,
      }
    : {
        title,
        text: `Of ${number(layers)} layers, layer ${mover.layer} moved most ${span}: by ${sizes(mover.change)} the size that its weights had at first, and most of all in ${mover.name}. Layer ${mover.least.layer} moved least, by ${sizes(mover.least.change)} theirs. ${shown}`,
      };
}

/** A change as a share of a size, or as times of it where it is many. */
function sizes(change: number): string {
  return change < MANY ? `${percent(change)} of` : `${measure(change)} times`;
}

export function headsWords({ model: { attention } }: TourFacts): StopWords {
  const place = attention?.layer === null || attention === null ? "" : ` of layer ${attention.layer}`;
  const how =
    "In attention each token asks (query), is found (key) and hands on (value): products of queries with keys decide who listens to whom.";
  if (attention === null || attention.heads < 2) {
    return {
      title: "What attention is",
      text: `Selected is ${attention?.part === null || attention === null ? "a matrix of the attention" : `the ${attention.part} matrix`}${place}. ${how}`,
    };
  }
  return {
    title: "What a head is",
    text: `Selected is the query matrix${place}. ${how} That is done ${number(attention.heads)} times at once, by heads of ${number(attention.headSize)} numbers each, so that each can look for something else; the lines on the matrix rule it into these heads.`,
  };
}

export function pieceWords({ model: { piece } }: TourFacts): StopWords {
  if (piece?.meaning === "filter") {
    return {
      title: "What a filter is",
      text: `${piece.name} has ${number(piece.rows)} channels, a row each: ${number(piece.inputs)} weights that slide over the input and answer where their pattern occurs. At the start they are noise; as the first layer of a network that sees images learns, edges and colours usually appear.`,
    };
  }
  return {
    title: "What a unit is",
    text: `${piece?.name ?? "This matrix"} has ${number(piece?.rows ?? 0)} rows, one a unit: each weighs ${number(piece?.inputs ?? 0)} inputs and adds them up, and what follows sees only that sum. A row that has moved far has learned what to look for; one that stays as it began has not.`,
  };
}

export function gradientsWords(): StopWords {
  return {
    title: "What pulls at the weights",
    text: "The same building, seen by its gradients: how the loss would change if that weight grew a little. The optimizer goes the other way. Each slab has a scale of its own here; one without any colour gets none at this step.",
  };
}

export function chartsWords({ hasUpdateRatio, updateRatio }: TourFacts): StopWords {
  const rows = "Each row of this map is a parameter, each column a moment of the training.";
  if (!hasUpdateRatio) {
    return {
      title: "The same in numbers",
      text: `${rows} Its colour is the norm: how large the parameter has become. Click a cell to go there.`,
    };
  }
  const median =
    updateRatio === null
      ? ""
      : ` While this run learned fastest, half of its parameters were above ${measure(updateRatio)}; early on that is usual, for weights are still small.`;
  return {
    title: "The same in numbers",
    text: `${rows} Its colour is the update ratio: how far one update moves the weights, as a share of their size. A rule of thumb says about 0.001; far above, steps are rough, far below, hardly anything happens.${median}`,
  };
}
