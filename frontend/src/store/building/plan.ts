/** The model as a building: floors above each other in the order of the model, each parameter a slab of its cells. Pure. */

import type { Parameter, RunInfo } from "../../answers";
import { kindOf } from "../kinds";
import { type FloorGroup, floorsOf } from "./floors";
import { layOut, type PlacedFloor } from "./layout";
import type { Slab } from "./slabs";

export type { PlacedFloor } from "./layout";
export type { Slab } from "./slabs";

/** A point or an extent in the building's units: a slab as wide as the model is about 1. */
export type Vector = readonly [x: number, y: number, z: number];

export interface BuildingPlan {
  readonly floors: readonly PlacedFloor[];
  /** Of all floors. */
  readonly slabs: readonly Slab[];
  /** Lines of the residual stream, from its beginning to its end; none where the model has none. */
  readonly shaft: readonly (readonly [from: Vector, to: Vector])[];
  readonly lowest: Vector;
  readonly highest: Vector;
  /** Cells of all slabs. */
  readonly cells: number;
}

/** Lays out those parameters of a run whose numbers are shown. */
export function planBuilding(run: RunInfo, shown: ReadonlySet<number>): BuildingPlan {
  const groups: readonly FloorGroup[] = floorsOf(run.parameters, shown);
  const { floors, shaft, lowest, highest } = layOut(groups, run.parameters, hasStream(run.parameters));
  const slabs = floors.flatMap((floor) => floor.slabs);
  const cells = slabs.reduce((sum, { rows, columns }) => sum + (rows[1] - rows[0]) * (columns[1] - columns[0]), 0);
  return { floors, slabs, shaft, lowest, highest, cells };
}

/** Whether a residual stream goes through the model: blocks of attention, one above the other. */
function hasStream(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ kind, layer }) => layer !== null && kindOf(kind) === "attention");
}
