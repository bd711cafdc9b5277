/** A parameter, or a part of it, as a slab: which cells it has, how large it is, how its heads divide it. Pure. */

import type { Parameter, Part } from "../../answers";
import { type Kind, kindOf } from "../kinds";

export type Span = readonly [first: number, end: number];

/** What is known of a slab before it has a place. */
export interface SlabShape {
  /** The parameter's number in its run. */
  readonly parameter: number;
  /** `transformer.h.3.attn.c_attn.weight`. */
  readonly name: string;
  readonly part: string | null;
  /** What stands under the slab: `query`, `c_fc`, `wte`. */
  readonly label: string;
  readonly kind: Kind;
  /** Rows and columns of the tile that it shows. */
  readonly rows: Span;
  readonly columns: Span;
  /** The tile's number of columns, and the place of its first code. */
  readonly tileColumns: number;
  readonly tileOffset: number;
  /** Whether rows run to the right, and columns down. */
  readonly isTurned: boolean;
  /** A vector: a norm's weight, a bias. */
  readonly isStrip: boolean;
  /** Number of heads, and whether they divide the rows of the slab or its columns; 0 where there are none. */
  readonly heads: number;
  readonly headAxis: 0 | 1;
  readonly width: number;
  readonly height: number;
}

/** A slab in its place: an upright rectangle that faces along z. */
export interface Slab extends SlabShape {
  readonly floor: number;
  /** Its lower left corner. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const STRIP_THICKNESS = 0.09;
const SMALLEST_SIDE = 0.34;
const LARGEST_HEIGHT = 1.06;
const LARGEST_WIDTH = 2.6;
/** A matrix that is taller than wide by this factor lies on its side. */
const TURNED_ABOVE = 1.2;

/** The slabs of a parameter: one for each of its parts, or one. `modelWidth` is the number of weights whose side is 1. */
export function slabsOf(parameter: Parameter, index: number, modelWidth: number): readonly SlabShape[] {
  const { parts } = parameter;
  const [only] = parts;
  return parts.length > 1
    ? parts.map((part) => slabOf(parameter, index, part, modelWidth))
    : [{ ...slabOf(parameter, index, null, modelWidth), heads: only?.n_head ?? 0, headAxis: only?.axis === 1 ? 1 : 0 }];
}

function slabOf(parameter: Parameter, index: number, part: Part | null, modelWidth: number): SlabShape {
  const isStrip = parameter.shape.length < 2;
  // A vector's only axis is that of its columns.
  const axis = isStrip || part?.axis === 1 ? 1 : 0;
  const matrix = matrixShape(parameter);
  const spans = parameter.tile_shape.map((size): Span => [0, size]) as [Span, Span];
  const sizes: [number, number] = [...matrix];
  if (part !== null) {
    spans[axis] = cells(part, matrix[axis], parameter.tile_shape[axis]);
    sizes[axis] = part.length;
  }
  const isTurned = !isStrip && sizes[0] > sizes[1] * TURNED_ABOVE;
  const [across, down] = isTurned ? sizes : [sizes[1], sizes[0]];
  return {
    parameter: index,
    name: parameter.name,
    part: part?.name ?? null,
    label: part?.name ?? labelOf(parameter),
    kind: kindOf(parameter.kind),
    rows: spans[0],
    columns: spans[1],
    tileColumns: parameter.tile_shape[1],
    tileOffset: parameter.tile_offset,
    isTurned,
    isStrip,
    heads: part?.n_head ?? 0,
    headAxis: axis,
    width: side(across, modelWidth, LARGEST_WIDTH),
    height: isStrip ? STRIP_THICKNESS : side(down, modelWidth, LARGEST_HEIGHT),
  };
}

/** A cell by its place in the parameter's tile. */
export interface TileCell {
  readonly row: number;
  readonly column: number;
}

/** The upper left cell of a slab. */
export function firstCell({ rows, columns }: Pick<SlabShape, "rows" | "columns">): TileCell {
  return { row: rows[0], column: columns[0] };
}

/** The cell of a slab so many cells to the right of one and below it, as the slab is seen; no farther than its edge. */
export function cellBeside(
  { rows, columns, isTurned }: Pick<SlabShape, "rows" | "columns" | "isTurned">,
  { row, column }: TileCell,
  { across, down }: { readonly across: number; readonly down: number },
): TileCell {
  const [rowsOn, columnsOn] = isTurned ? [across, down] : [down, across];
  return { row: within(rows, row + rowsOn), column: within(columns, column + columnsOn) };
}

function within([first, end]: Span, index: number): number {
  return Math.min(end - 1, Math.max(first, index));
}

/** A parameter as a matrix: the first axis × the rest; a vector is 1 × n. */
export function matrixShape({ shape }: Pick<Parameter, "shape">): readonly [number, number] {
  const [first = 1, ...others] = shape;
  return shape.length < 2 ? [1, first] : [first, others.reduce((product, size) => product * size, 1)];
}

/** The row or column of the full matrix that a cell of the tile shows. */
export function fullIndex(cell: number, tileSize: number, size: number): number {
  return Math.floor((cell * size) / tileSize);
}

/** The cells of a tile that lie in a part: cell i is row ⌊i · size / tileSize⌋. */
function cells({ start, length }: Part, size: number, tileSize: number): Span {
  const first = (row: number): number => Math.ceil((row * tileSize) / size);
  const begin = Math.min(first(start), tileSize - 1);
  return [begin, Math.max(begin + 1, Math.min(tileSize, first(start + length)))];
}

/** Sides grow with the square root of what they hold, so that a large matrix leaves room for a small one. */
function side(size: number, modelWidth: number, largest: number): number {
  return Math.min(largest, Math.max(SMALLEST_SIDE, Math.sqrt(size / modelWidth)));
}

/** `c_fc` of `h.3.mlp.c_fc.weight`; a parameter that is its module's only kind of array has its own name. */
function labelOf({ name }: Parameter): string {
  const words = name.split(".");
  const leaf = words.at(-1) ?? name;
  const owner = words.at(-2);
  if (owner === undefined || !["weight", "bias"].includes(leaf)) {
    return leaf;
  }
  return leaf === "bias" ? `${owner} bias` : owner;
}
