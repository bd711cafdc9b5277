/** What the page calls that which cells show. */

import type { ShownQuantity } from "../../store/choices";

export interface QuantityName {
  /** On its button. */
  readonly name: string;
  readonly hint: string;
  /** In the legend and the tooltip. */
  readonly inText: string;
}

export const QUANTITY_NAMES: Readonly<Record<ShownQuantity, QuantityName>> = {
  weight: { name: "Weight", hint: "The weights as they are", inText: "weight" },
  gradient: { name: "Gradient", hint: "The gradient of the loss by each weight", inText: "gradient" },
  change: {
    name: "Change",
    hint: "What each weight has changed since the snapshot before",
    inText: "change since the last snapshot",
  },
  since_start: {
    name: "Since start",
    hint: "What each weight has changed since the first snapshot",
    inText: "change since the start",
  },
  difference: {
    name: "Difference",
    hint: "How each weight differs from another run’s at the same step",
    inText: "difference",
  },
};
