/** Where everything stands: slabs on floors, floors above each other, tall models in several wings. Pure. */

import type { Parameter } from "../../answers";
import { kindOf } from "../kinds";
import type { FloorGroup } from "./floors";
import { EMBEDDINGS_FLOOR } from "./floors";
import type { Vector } from "./plan";
import { matrixShape, type Slab, type SlabShape, STRIP_THICKNESS, slabsOf } from "./slabs";

export interface PlacedFloor {
  readonly path: string;
  readonly label: string;
  /** The lower front left corner of its plate. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly width: number;
  readonly depth: number;
  readonly height: number;
  readonly slabs: readonly Slab[];
}

interface Layout {
  readonly floors: readonly PlacedFloor[];
  readonly shaft: readonly (readonly [Vector, Vector])[];
  readonly lowest: Vector;
  readonly highest: Vector;
}

const GAP = 0.16;
const OWNER_GAP = 0.26;
/** Left free for the residual stream. */
const SHAFT_GAP = 0.56;
const WIDEST_ROW = 11;
const PLATE_MARGIN = 0.3;
const PLATE_DEPTH = 1.35;
const STANDING_HEIGHT = 0.05;
const LABEL_HEIGHT = 0.2;
const STOREY_GAP = 0.26;
const WING_GAP = 1.9;
const WANTED_ASPECT = 1.5;
/** How far the slabs of one parameter stand behind each other. */
const FAN_DEPTH = 0.3;

/** A slab with the strips that lie at its foot. */
interface Item {
  readonly shape: SlabShape;
  readonly strips: readonly SlabShape[];
  readonly owner: string;
  readonly z: number;
}

interface Row {
  readonly items: readonly Item[];
  readonly width: number;
  readonly height: number;
}

/** A floor before it has its place: rows of slabs on both sides of the stream. */
interface Storey {
  readonly group: FloorGroup;
  readonly left: readonly Row[];
  readonly right: readonly Row[];
  readonly height: number;
}

/** Places all floors; with a stream, attention stands on its left, and what follows on its right. */
export function layOut(groups: readonly FloorGroup[], parameters: readonly Parameter[], hasStream: boolean): Layout {
  const modelWidth = modelWidthOf(parameters);
  const storeys = groups.map((group) => storeyOf(group, parameters, modelWidth, hasStream));
  const reach = (side: "left" | "right"): number =>
    Math.max(0, ...storeys.flatMap((storey) => storey[side].map(({ width }) => width)));
  const gap = hasStream ? SHAFT_GAP : 0;
  const [left, right] = hasStream ? [reach("left"), reach("right")] : [reach("left") / 2, reach("left") / 2];
  const wingWidth = left + right + gap + 2 * PLATE_MARGIN;
  const wings = wingsOf(storeys, wingWidth);
  const floors: PlacedFloor[] = [];
  const shaft: Array<readonly [Vector, Vector]> = [];
  for (const [wing, its] of wings.entries()) {
    const wingX = wing * (wingWidth + WING_GAP);
    const middle = wingX + PLATE_MARGIN + left + gap / 2;
    let y = 0;
    for (const storey of its) {
      const number = floors.length;
      const slabs = hasStream
        ? [
            ...placeRows(storey.left, middle - gap / 2, -1, y, number),
            ...placeRows(storey.right, middle + gap / 2, 1, y, number),
          ]
        : placeRows(storey.left, middle, 0, y, number);
      floors.push({
        path: storey.group.path,
        label: storey.group.label,
        x: wingX,
        y,
        z: PLATE_DEPTH / 2,
        width: wingWidth,
        depth: PLATE_DEPTH,
        height: storey.height,
        slabs,
      });
      y += storey.height + STOREY_GAP;
    }
    if (hasStream) {
      shaft.push([
        [middle, 0, 0],
        [middle, y - STOREY_GAP, 0],
      ]);
      if (wing + 1 < wings.length) {
        shaft.push(...passage(middle, y - STOREY_GAP, wingX + wingWidth + WING_GAP / 5, middle + wingWidth + WING_GAP));
      }
    }
  }
  return { floors, shaft, ...boundsOf(floors) };
}

/** From the top of a wing down to the foot of the next one. */
function passage(from: number, top: number, between: number, to: number): Array<readonly [Vector, Vector]> {
  const below = -STOREY_GAP;
  const corners: Vector[] = [
    [from, top, 0],
    [between, top, 0],
    [between, below, 0],
    [to, below, 0],
    [to, 0, 0],
  ];
  return corners.slice(1).map((corner, index) => [corners[index] ?? corner, corner] as const);
}

/** The size that most matrices have along their shorter side: the width of the model. */
function modelWidthOf(parameters: readonly Parameter[]): number {
  const counts = new Map<number, number>();
  for (const parameter of parameters) {
    const [rows, columns] = matrixShape(parameter);
    const shorter = Math.min(rows, columns);
    if (shorter > 1) {
      counts.set(shorter, (counts.get(shorter) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || b - a);
  return most?.[0] ?? Math.max(1, ...parameters.map((parameter) => matrixShape(parameter)[1]));
}

function storeyOf(group: FloorGroup, parameters: readonly Parameter[], modelWidth: number, hasStream: boolean): Storey {
  const items = itemsOf(group, parameters, modelWidth);
  const split = hasStream ? splitAt(group, items) : items.length;
  const left = rowsOf(items.slice(0, split));
  const right = rowsOf(items.slice(split));
  const tallest = (rows: readonly Row[]): number => rows.reduce((sum, { height }) => sum + height, 0);
  return { group, left, right, height: Math.max(tallest(left), tallest(right)) };
}

/** How many items stand on the left of the stream: attention and what comes before it, or half of what there is. */
function splitAt({ path }: FloorGroup, items: readonly Item[]): number {
  const attention = items.findLastIndex(({ shape }) => shape.kind === "attention");
  if (path === EMBEDDINGS_FLOOR || attention < 0) {
    return Math.ceil(items.length / 2);
  }
  return attention + 1;
}

/** Each matrix with its bias at its foot; a norm's arrays stand upright beside each other. */
function itemsOf(group: FloorGroup, parameters: readonly Parameter[], modelWidth: number): Item[] {
  const owners = new Map<string, SlabShape[]>();
  for (const number of group.parameters) {
    const parameter = parameters[number];
    if (parameter !== undefined) {
      const owner = parameter.name.split(".").slice(0, -1).join(".");
      const slabs = slabsOf(parameter, number, modelWidth);
      const isAgain = group.isTied === true && kindOf(parameter.kind) === "token_embedding";
      const named = isAgain ? slabs.map((slab) => ({ ...slab, label: `${slab.label} (tied)` })) : slabs;
      owners.set(owner, [...(owners.get(owner) ?? []), ...named]);
    }
  }
  return [...owners].flatMap(([owner, shapes]) => {
    const matrices = shapes.filter(({ isStrip }) => !isStrip);
    const strips = shapes.filter(({ isStrip }) => isStrip);
    if (matrices.length === 0) {
      return strips.map((shape): Item => ({ shape: upright(shape), strips: [], owner, z: 0 }));
    }
    return matrices.map((shape, index): Item => {
      const its = strips.filter((strip) => matrixOf(strip, matrices) === shape);
      const z = ((matrices.length - 1) / 2 - index) * FAN_DEPTH;
      return { shape, strips: its.map((strip) => ({ ...strip, width: shape.width })), owner, z };
    });
  });
}

/** The matrix at whose foot a strip lies: the same part, else that of its name but for `bias`, else its module's first. */
function matrixOf({ part, name }: SlabShape, matrices: readonly SlabShape[]): SlabShape | undefined {
  return (
    matrices.find((matrix) => part !== null && matrix.part === part) ??
    matrices.find((matrix) => matrix.name.replace("weight", "bias") === name) ??
    matrices[0]
  );
}

/** A strip that stands instead of lying: its columns run down. */
function upright(shape: SlabShape): SlabShape {
  return { ...shape, isTurned: true, width: STRIP_THICKNESS, height: Math.min(1, shape.width) };
}

function rowsOf(items: readonly Item[]): Row[] {
  const rows: Item[][] = [[]];
  let width = 0;
  for (const [index, item] of items.entries()) {
    const gap = gapBefore(item, items[index - 1]);
    if (width + gap + item.shape.width > WIDEST_ROW && width > 0) {
      rows.push([]);
      width = 0;
    }
    width += gap + item.shape.width;
    rows.at(-1)?.push(item);
  }
  return rows
    .filter((row) => row.length > 0)
    .map((row) => ({ items: row, width: widthOf(row), height: heightOf(row) }));
}

function gapBefore(item: Item, previous: Item | undefined): number {
  if (previous === undefined) {
    return 0;
  }
  return previous.owner === item.owner ? GAP : OWNER_GAP;
}

function widthOf(items: readonly Item[]): number {
  return items.reduce((sum, item, index) => sum + gapBefore(item, items[index - 1]) + item.shape.width, 0);
}

function heightOf(items: readonly Item[]): number {
  const tallest = Math.max(...items.map(({ shape, strips }) => shape.height + stripsHeight(strips)));
  return STANDING_HEIGHT + LABEL_HEIGHT + tallest;
}

function stripsHeight(strips: readonly SlabShape[]): number {
  return strips.length * (STRIP_THICKNESS + STRIP_THICKNESS / 2);
}

/** Rows above each other, left of `x` (`side` -1), right of it (1), or around it (0). */
function placeRows(rows: readonly Row[], x: number, side: -1 | 0 | 1, floorY: number, floor: number): Slab[] {
  let y = floorY;
  return rows.flatMap((row) => {
    let left = x + ((side - 1) / 2) * row.width;
    const base = y + STANDING_HEIGHT + LABEL_HEIGHT;
    y += row.height;
    return row.items.flatMap((item, index): Slab[] => {
      left += gapBefore(item, row.items[index - 1]);
      const at = { x: left, z: item.z, floor };
      left += item.shape.width;
      const foot = stripsHeight(item.strips);
      const strips = item.strips.map((strip, number) => ({
        ...strip,
        ...at,
        y: base + number * STRIP_THICKNESS * 1.5,
      }));
      return [...strips, { ...item.shape, ...at, y: base + foot }];
    });
  });
}

/** Divides the floors among wings, so that the building is about as wide as a screen. */
function wingsOf(storeys: readonly Storey[], wingWidth: number): Storey[][] {
  const heights = storeys.map(({ height }) => height + STOREY_GAP);
  const total = heights.reduce((sum, height) => sum + height, 0);
  const cost = (wings: number): number =>
    Math.abs(Math.log((wings * (wingWidth + WING_GAP)) / (total / wings) / WANTED_ASPECT));
  const counts = storeys.map((_, index) => index + 1);
  const [best = 1] = counts.sort((a, b) => cost(a) - cost(b));
  const perWing = Math.ceil(storeys.length / best);
  return Array.from({ length: Math.ceil(storeys.length / Math.max(1, perWing)) }, (_, wing) =>
    storeys.slice(wing * perWing, (wing + 1) * perWing),
  );
}

function boundsOf(floors: readonly PlacedFloor[]): { lowest: Vector; highest: Vector } {
  const least = (values: readonly number[]): number =>
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (floors.length === 0) {
    return { lowest: [0, 0, 0], highest: [1, 1, 1] };
  }
  return {
    lowest: [least(floors.map(({ x }) => x)), 0, -PLATE_DEPTH / 2],
    highest: [
      most(floors.map(({ x, width }) => x + width)),
      most(floors.map(({ y, height }) => y + height)),
      PLATE_DEPTH / 2,
    ],
  };
}
