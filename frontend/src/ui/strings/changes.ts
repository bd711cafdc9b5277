/** What the page says about movement between two steps. */

import type { Interval } from "../../store/movement/interval";
import type { MovementColor } from "../../store/movement/values";
import { measure, number, percent, quoted } from "./format";

export const CHANGES = {
  title: "What changed",
  hint: "Which points and which layers changed most since a step",
  close: "Close",
  interval: ({ from, to }: Interval): string => `steps ${number(from)} to ${number(to)}`,
  noInterval: "The step shown is the one that changes are counted from: go to another one.",
  countFromHere: "Count from this step",
  countFromStart: "From the start",
  run: (name: string): string => `What changed in ${name}`,
  points: "Points that moved most",
  pointsHint: "How far the row moved in full width, and how many of its nearest neighbours by cosine are others",
  layers: "Layers that changed most",
  parameters: "Parameters that changed most",
  parametersHint: "Norm of the change, as a share of the norm before it; from the weights that were logged",
  point: (row: number, label: string | null): string => (label === null ? `row ${number(row)}` : quoted(label)),
  pointWords: (name: string, distance: string, neighbors: string): string =>
    `${name}: moved ${distance}${neighbors === "" ? "" : `, ${neighbors}`}`,
  neighbors: (changed: number, of: number): string => `${number(changed)} of ${number(of)} neighbours changed`,
  neighborsShort: (changed: number, of: number): string => `${number(changed)}/${number(of)}`,
  distance: measure,
  columns: "how far · neighbours that changed",
  typical: (distance: number): string => `Half of the points moved ${measure(distance)} or less.`,
  typicalNeighbors: (share: number, byChance: number): string =>
    `Of all neighbours ${percent(share)} changed; strewn anew it would be ${percent(byChance)}.`,
  layer: (layer: number): string => `layer ${layer}`,
  share: (share: number): string => (share < 0.1 ? `${Number((share * 100).toPrecision(2))} %` : percent(share)),
  fromZero: (count: number): string =>
    count === 1
      ? "One parameter was zero: there is nothing to hold its change against."
      : `${number(count)} parameters were zero: there is nothing to hold their change against.`,
  since: (choice: string, step: number): string => `${choice} since step ${number(step)}`,
  counted: "counted",
  compared: (known: number, all: number): string => `known of ${number(known)} of ${number(all)} points`,
  unknownMovement: (why: string): string => `Not known how its points moved. ${why}`,
  trails: (count: number): string => (count === 1 ? "1 trail" : `${number(count)} trails`),
  trailsHint: "Shift and a click on a point add its trail or take it away",
  clearTrails: "Clear the trails",
  keepTrail: "Keep its trail",
  keepTrailHint: "Draws the way of this point also when another one is selected",
  looking: "Looking for what moved…",
  whilePlaying: "counted anew when the film stops",
  loadingWeights: "Loading weights…",
  oneSnapshot: "It takes the weights of two steps to tell what changed.",
  noRows: (parameter: string): string => `It logs no rows of ${parameter}.`,
  noClouds: "It logs no rows.",
  nothingMoved: "Nothing moved by more than rounding.",
} as const;

/** How a number of a movement is written; a share that is not known has no number. */
export const MOVEMENT_FORMATS: Readonly<Record<MovementColor, (value: number) => string>> = {
  movement: measure,
  neighbor_change: (value) => (Number.isFinite(value) ? percent(value) : "–"),
};
