/** What may be written over a building, and where: names of floors and slabs by how large they are seen, numbers in cells. Pure. */

import type { BuildingPlan, PlacedFloor, Slab } from "../store/building/plan";
import type { Span } from "../store/building/slabs";
import type { TileSnapshot } from "../store/network/history";
import { valueAt } from "../store/network/quantities";
import type { Pane } from "../store/panes";
import { cellBox, clipPlace, type Place, placeOn } from "./cell_picking";
import type { Box, LabelCandidate } from "./labels/placement";
import { type ClipMatrix, project, type ScreenPoint } from "./projector";

/** How the building is seen. */
export interface Sight {
  readonly matrix: ClipMatrix;
  readonly pane: Pane;
  /** Width of a text in pixels. */
  measure(text: string): number;
}

/** Labels in the order in which they are to be placed: those of floors before those of slabs. */
export interface NetworkLabels {
  readonly floors: readonly LabelCandidate[];
  readonly slabs: readonly LabelCandidate[];
}

/** A number in a cell, around whose middle it is written. */
export interface CellText {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

const FLOOR_GAP_PIXELS = 8;
const LOWEST_FLOOR_PIXELS = 9;
const NAMED_FLOOR_PIXELS = 62;
/** A name may be wider than its slab by as much as it is to the next one, in the building's units. */
const OVERHANG = 0.14;
/** From the foot of a slab to the slabs of the floor below. */
const ROOM_BELOW = 0.5;
const LOWEST_ROOM_PIXELS = 12;
const LOWEST_STRIP_PIXELS = 16;
const LABEL_ROOM_PIXELS = 18;
/** How far below a slab the strips of its biases may lie, in the building's units. */
const FOOT_REACH = 0.5;
/** A cell with a number in it is at least so large. */
export const CELL_TEXT_PIXELS = { width: 34, height: 15 } as const;
const CELL_MARGIN_PIXELS = 4;
const MOST_CELL_TEXTS = 1500;

/** Names of all floors and slabs that are seen large enough; what is partly in sight has its name where it is seen. */
export function networkLabels(plan: BuildingPlan, sight: Sight): NetworkLabels {
  const floors = plan.floors.flatMap((floor, number) => floorLabel(floor, number, sight));
  const models = modelFloors(plan);
  const isNamed = plan.floors.map((floor) => models.has(floor) || isTall(floor, sight));
  const slabs = plan.slabs.flatMap((slab, number) =>
    isNamed[slab.floor] === true ? slabLabel(plan, slab, plan.floors.length + number, sight) : [],
  );
  return { floors, slabs };
}

/** The lowest floors of each wing with such slabs: from afar they name them for all floors above that are alike. */
function modelFloors({ floors }: BuildingPlan): ReadonlySet<PlacedFloor> {
  const models = new Map<string, PlacedFloor>();
  for (const floor of floors) {
    const key = `${floor.x} ${floor.slabs.map(({ label }) => label).join()}`;
    models.set(key, models.get(key) ?? floor);
  }
  return new Set(models.values());
}

function isTall(floor: PlacedFloor, sight: Sight): boolean {
  const box = screenBox(sight, { ...floor, z: 0 });
  return box === null || box.bottom - box.top >= NAMED_FLOOR_PIXELS;
}

function floorLabel(floor: PlacedFloor, id: number, sight: Sight): LabelCandidate[] {
  const box = screenBox(sight, { ...floor, z: 0 });
  if (box === null || box.bottom - box.top < LOWEST_FLOOR_PIXELS || !isSeen(box, sight.pane)) {
    return [];
  }
  const { x, y, height } = sight.pane;
  const widthPixels = sight.measure(floor.label);
  return [
    {
      id,
      text: floor.label,
      // A floor that begins left of the view has its name at the view's edge.
      x: Math.max(box.left, x + widthPixels + 2 * FLOOR_GAP_PIXELS + 1),
      y: (Math.max(box.top, y) + Math.min(box.bottom, y + height)) / 2,
      widthPixels,
      radiusPixels: FLOOR_GAP_PIXELS,
      sides: ["left"],
    },
  ];
}

function slabLabel({ slabs }: BuildingPlan, slab: Slab, id: number, sight: Sight): LabelCandidate[] {
  const box = screenBox(sight, slab);
  if (box === null || !isSeen(box, sight.pane)) {
    return [];
  }
  const isLying = slab.isStrip && !slab.isTurned;
  // A part's bias has the name of the part.
  const text = isLying && slab.part !== null ? `${slab.label} bias` : slab.label;
  const widthPixels = sight.measure(text);
  const unitPixels = (box.right - box.left) / slab.width;
  const isNarrow = widthPixels > (slab.width + OVERHANG) * unitPixels || unitPixels * ROOM_BELOW < LOWEST_ROOM_PIXELS;
  if (isLying ? slab.height * unitPixels < LOWEST_STRIP_PIXELS : isNarrow) {
    return [];
  }
  const { x, width, y, height } = sight.pane;
  const left = Math.max(box.left, x);
  const right = Math.min(box.right, x + width);
  if (isLying) {
    return [{ id, text, x: left, y: (box.top + box.bottom) / 2, widthPixels, radiusPixels: 3, sides: ["right"] }];
  }
  const foot = screenBox(sight, footOf(slab, slabs))?.bottom ?? box.bottom;
  const lowest = y + height - LABEL_ROOM_PIXELS;
  const at = { x: (left + right) / 2, y: Math.min(foot, lowest) };
  return [{ id, text, ...at, widthPixels, radiusPixels: 0, sides: ["below"] }];
}

/** The lowest of the strips that lie at the foot of a slab, or the slab itself: a name stands below both. */
function footOf(slab: Slab, slabs: readonly Slab[]): Slab {
  return slabs
    .filter((other) => other.floor === slab.floor && other.isStrip && other.x === slab.x && other.y < slab.y)
    .filter((other) => slab.y - other.y < FOOT_REACH)
    .reduce((lowest, other) => (other.y < lowest.y ? other : lowest), slab);
}

/** The numbers of those cells of a slab that are in sight and large enough for them. */
export function cellTexts(slab: Slab, tiles: TileSnapshot, sight: Sight): CellText[] {
  if (!mayHaveTexts(slab, sight)) {
    return [];
  }
  const { rows, columns } = cellsInSight(slab, sight);
  if ((rows[1] - rows[0]) * (columns[1] - columns[0]) > MOST_CELL_TEXTS) {
    return [];
  }
  const numbers = ([first, end]: Span): number[] => Array.from({ length: end - first }, (_, index) => first + index);
  return numbers(rows).flatMap((row) =>
    numbers(columns).flatMap((column) => {
      const room = cellRoom(slab, row, column, sight);
      const value = valueAt(tiles, slab.parameter, slab.tileOffset + row * slab.tileColumns + column);
      const text = room === null ? undefined : fitting(value, room.width - CELL_MARGIN_PIXELS, sight);
      return room === null || text === undefined ? [] : [{ row, column, text, value, x: room.x, y: room.y }];
    }),
  );
}

/** The most exact form of a number that is not wider than this. */
function fitting(value: number, widthPixels: number, sight: Sight): string | undefined {
  return [2, 1].map((digits) => cellNumber(value, digits)).find((text) => sight.measure(text) <= widthPixels);
}

/** A number as it stands in a cell: few digits, no zero too many. */
export function cellNumber(value: number, digits = 2): string {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const magnitude = Math.abs(value);
  if (magnitude === 0) {
    return "0";
  }
  const text =
    magnitude < 1e-3 || magnitude >= 1e4 ? value.toExponential(0) : Number(value.toPrecision(digits)).toString();
  return text.replace("-", "−").replace("e-", "e−").replace("e+", "e");
}

/** Whether any cell can be large enough; what is near is seen larger than what is far, but not by any factor. */
function mayHaveTexts(slab: Slab, sight: Sight): boolean {
  const box = screenBox(sight, slab);
  const [first, end] = slab.isTurned ? slab.rows : slab.columns;
  const width = box === null ? Number.POSITIVE_INFINITY : (box.right - box.left) / (end - first);
  return width * 3 >= CELL_TEXT_PIXELS.width && (box === null || isSeen(box, sight.pane));
}

/** The rows and columns of a slab that the corners of the view enclose; all of them where a corner does not show its plane. */
function cellsInSight(slab: Slab, { matrix, pane }: Sight): Pick<Slab, "rows" | "columns"> {
  const corners = [0, 1].flatMap((right) =>
    [0, 1].map((low) =>
      placeOn(slab, matrix, clipPlace(pane, pane.x + right * pane.width, pane.y + low * pane.height)),
    ),
  );
  if (corners.includes(null)) {
    return slab;
  }
  const places = corners as Place[];
  const across = spanOf(places.map((place) => place.across));
  const down = spanOf(places.map(({ up }) => 1 - up));
  const [rowShares, columnShares] = slab.isTurned ? [across, down] : [down, across];
  return { rows: within(slab.rows, rowShares), columns: within(slab.columns, columnShares) };
}

function spanOf(values: readonly number[]): readonly [number, number] {
  return [Math.max(0, Math.min(...values)), Math.min(1, Math.max(...values))];
}

function within([first, end]: readonly [number, number], [from, to]: readonly [number, number]): [number, number] {
  const size = end - first;
  return [first + Math.floor(from * size), first + Math.max(Math.floor(from * size), Math.ceil(to * size))];
}

/** Where a cell's middle is seen, and how wide the cell is; null where it is too small for a number. */
function cellRoom(
  slab: Slab,
  row: number,
  column: number,
  { matrix, pane }: Sight,
): { readonly x: number; readonly y: number; readonly width: number } | null {
  const { left, right, bottom, top } = cellBox(slab, row, column);
  const at = (across: number, up: number): ScreenPoint | null =>
    project(matrix, pane, slab.x + across * slab.width, slab.y + up * slab.height, slab.z);
  const [from, to] = [at(left, (bottom + top) / 2), at(right, (bottom + top) / 2)];
  const [foot, head] = [at((left + right) / 2, bottom), at((left + right) / 2, top)];
  if (from === null || to === null || foot === null || head === null) {
    return null;
  }
  const width = to.x - from.x;
  const isLarge = width >= CELL_TEXT_PIXELS.width && foot.y - head.y >= CELL_TEXT_PIXELS.height;
  return isLarge ? { x: (from.x + to.x) / 2, y: (foot.y + head.y) / 2, width } : null;
}

/** The box around an upright rectangle on the screen; null where a corner is behind the camera. */
export function screenBox(
  { matrix, pane }: Pick<Sight, "matrix" | "pane">,
  { x, y, z, width, height }: Pick<Slab, "x" | "y" | "z" | "width" | "height">,
): Box | null {
  const box = {
    left: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    bottom: Number.NEGATIVE_INFINITY,
  };
  // Without lists of corners: this is asked for all slabs in each frame.
  for (const across of [x, x + width]) {
    for (const up of [y, y + height]) {
      const at = project(matrix, pane, across, up, z);
      if (at === null) {
        return null;
      }
      box.left = Math.min(box.left, at.x);
      box.right = Math.max(box.right, at.x);
      box.top = Math.min(box.top, at.y);
      box.bottom = Math.max(box.bottom, at.y);
    }
  }
  return box;
}

function isSeen(box: Box, { x, y, width, height }: Pane): boolean {
  return box.right > x && box.left < x + width && box.bottom > y && box.top < y + height;
}
