/** Insights as the server tells of them, for tests. */

import type { Insight, InsightView } from "../answers";

/** An insight that shows a parameter's weights at step 10, unless it is said otherwise. */
export function insight(
  fields: Partial<Omit<Insight, "view">> & { readonly view?: Partial<InsightView> } = {},
): Insight {
  const { view, name = "dead_units", ...rest } = fields;
  return {
    id: name,
    name,
    severity: "warning",
    title: "Half of the hidden units of layer 1 are dead",
    sentence: "Their gradient is exactly 0.",
    first_step: 10,
    last_step: 20,
    parameters: [],
    evidence: {},
    causes: [],
    ...rest,
    view: {
      view: "network",
      step: 10,
      parameter: null,
      quantity: null,
      statistic: null,
      color: null,
      since: null,
      ...view,
    },
  };
}
