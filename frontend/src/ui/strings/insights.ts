/** What the pane of insights says. */

import type { LayerStretch } from "../../store/insights/places";
import { number } from "./format";

/** What is looked for, in the order of its weight. */
const LOOKED_FOR = [
  "values that are not finite",
  "exploding or vanishing gradients",
  "weights that grow without end",
  "dead units where they are many (a few are only marked on the timeline)",
  "layers that do not learn",
  "spikes of the loss in which weights moved (smaller rises are only marked on the timeline)",
] as const;

export const INSIGHTS = {
  run: (name: string): string => `Insights of ${name}`,
  looking: "Looking for what stands out…",
  noSteps: "It has logged no snapshot yet.",
  noRuns: "No run is shown. Check one on the left.",
  tooFew: (snapshots: number): string =>
    `Too early to tell: of ${snapshots === 1 ? "one snapshot" : `${number(snapshots)} snapshots`} little can be said. This looks again as the training goes on.`,
  healthy: (snapshots: number): string => `Nothing of what is looked for was found in ${number(snapshots)} snapshots.`,
  lookedFor: `Looked for: ${LOOKED_FOR.join(", ")}.`,
  warnings: (count: number): string => (count === 1 ? "1 warning" : `${number(count)} warnings`),
  warning: "Warning:",
  observation: "Observation:",
  observations: "Worth a look",
  old: (snapshots: number): string => `What stands here was found in the first ${number(snapshots)} snapshots.`,
  steps: (first: number, last: number): string =>
    first === last ? `step ${number(first)}` : `steps ${number(first)}–${number(last)}`,
  layers: ({ first, last }: LayerStretch): string => (first === last ? `layer ${first}` : `layers ${first}–${last}`),
  where: "Where",
  morePlaces: (count: number): string => `+${number(count)}`,
  show: "Show in the view",
  shown: "In the view",
  evidence: "Evidence",
  causes: "Possible causes",
  more: (count: number): string => `and ${number(count)} more`,
} as const;
