/** How a building stands in the flat view's scene, and from where all of it, or a part of it, is seen. Pure. */

import type { BuildingPlan } from "../../../store/building/plan";
import type { Pane } from "../../../store/panes";
import type { FocusBox } from "../../focus";
import { type FlatCamera, type FlatFraming, framed, type Margins, type Placed } from "../camera";

/** A building's half height in the scene, unless it is wide; as in 3D. */
const HALF_HEIGHT = 1;
const WIDEST = 1.5;
/** Names of floors stand at the left, that of the run above; the legend needs the lower left corner, or all of that side. */
const PADDINGS: readonly Margins[] = [
  { left: 88, right: 28, top: 52, bottom: 92 },
  { left: 284, right: 28, top: 52, bottom: 28 },
];
const FOCUS_PADDING: Margins = { left: 72, right: 72, top: 64, bottom: 64 };
/** Something smaller than this, in the building's units, is not seen from nearer. */
const SMALLEST_FOCUS = 0.25;

/** Brings a building into the middle of the scene. */
export function placedPlan({ lowest, highest }: BuildingPlan): Placed {
  const [width, height] = [highest[0] - lowest[0], highest[1] - lowest[1]];
  const scale = (2 * HALF_HEIGHT) / Math.max(height, width / WIDEST, 1e-6);
  return { scale, x: (-scale * (lowest[0] + highest[0])) / 2, y: (-scale * (lowest[1] + highest[1])) / 2 };
}

/** Frames all buildings, each in its own pane. */
export function framingOf(plans: readonly BuildingPlan[]): FlatFraming {
  const halves = plans.map((plan) => {
    const { scale } = placedPlan(plan);
    return [0, 1].map((axis) => (((plan.highest[axis] ?? 0) - (plan.lowest[axis] ?? 0)) * scale) / 2);
  });
  return {
    center: [0, 0],
    halfWidth: Math.max(1e-3, ...halves.map(([width = 0]) => width)),
    halfHeight: Math.max(1e-3, ...halves.map(([, height = 0]) => height)),
    paddings: PADDINGS,
  };
}

/** The camera that sees a box of a building. */
export function cameraOn({ lowest, highest }: FocusBox, { scale, x, y }: Placed, pane: Pane): FlatCamera {
  const half = (axis: 0 | 1): number => (Math.max(SMALLEST_FOCUS, highest[axis] - lowest[axis]) * scale) / 2;
  const middle = (axis: 0 | 1): number => (scale * (lowest[axis] + highest[axis])) / 2;
  const center = [middle(0) + x, middle(1) + y] as const;
  return framed({ center, halfWidth: half(0), halfHeight: half(1), paddings: [FOCUS_PADDING] }, pane);
}
