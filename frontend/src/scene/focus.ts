/** What a wish to look at something means in the building: the box that is to fill the view. Pure. */

import type { BuildingPlan, Slab, Vector } from "../store/building/plan";
import type { Focus } from "../store/network/state";

/** A box in the building's units. */
export interface FocusBox {
  readonly lowest: Vector;
  readonly highest: Vector;
}

/** The box around all that a focus names; null where the building has none of it. */
export function focusBox(plan: BuildingPlan, focus: Focus): FocusBox | null {
  if (focus.path === "") {
    return plan.slabs.length === 0 ? null : { lowest: plan.lowest, highest: plan.highest };
  }
  const boxes = focusedSlabs(plan, focus).map((number) => slabBox(plan.slabs[number] as Slab));
  const [first] = boxes;
  return first === undefined ? null : boxes.reduce(union, first);
}

/** The numbers of the slabs that a focus names: a parameter's, a part's, those of a module or of a floor. */
export function focusedSlabs({ slabs, floors }: BuildingPlan, { path, part }: Focus): number[] {
  const numbers = slabs.map((_, number) => number);
  if (path === "") {
    return numbers;
  }
  const named = numbers.filter((number) => {
    const { name, part: its } = slabs[number] as Slab;
    const isNamed = name === path || name.startsWith(`${path}.`);
    return isNamed && (part === null || part === its) && !isAgain(slabs, number);
  });
  // The floors below and above the blocks have names of their own, which are no modules.
  return named.length > 0 ? named : numbers.filter((number) => floors[slabs[number]?.floor ?? -1]?.path === path);
}

/** Whether a slab shows what another one has shown before: a tied weight, where it is used the second time. */
export function isAgain(slabs: readonly Slab[], number: number): boolean {
  const its = slabs[number];
  return slabs.findIndex(({ name, part }) => name === its?.name && part === its.part) < number;
}

/** The box of a slab, which is flat. */
export function slabBox({ x, y, z, width, height }: Slab): FocusBox {
  return { lowest: [x, y, z], highest: [x + width, y + height, z] };
}

function union(a: FocusBox, b: FocusBox): FocusBox {
  return {
    lowest: each((axis) => Math.min(a.lowest[axis], b.lowest[axis])),
    highest: each((axis) => Math.max(a.highest[axis], b.highest[axis])),
  };
}

function each(value: (axis: 0 | 1 | 2) => number): Vector {
  return [value(0), value(1), value(2)];
}
