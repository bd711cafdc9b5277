/** Paints one building from the front: floors as bands, the residual stream, and every slab as a heat map. */

import type { BuildingPlan, PlacedFloor, Slab } from "../../../store/building/plan";
import type { BuildingColors } from "../../../store/building_colors";
import { cssColor, type Rgb } from "../../../store/colors";
import type { Pane } from "../../../store/panes";
import type { Box } from "../../labels/placement";
import { screenBox } from "../../network_labels";
import { type ClipMatrix, project } from "../../projector";
import type { Atlas } from "./atlas";
import { cellSize } from "./cell_colors";

export interface WallScene {
  readonly atlas: Atlas;
  readonly pane: Pane;
  readonly matrix: ClipMatrix;
  readonly pixelRatio: number;
  readonly opacity: number;
  readonly background: Rgb;
  readonly colors: BuildingColors;
  readonly nonfinite: string;
  /** Whether a parameter is there at this moment. */
  isLogged(parameter: number): boolean;
  /** Whether some of a parameter's weights are not finite, seen in its tile or not. */
  isBroken(parameter: number): boolean;
}

/** In the building's units. */
const SHAFT_THICKNESS = 0.07;
const BAND_BELOW = 0.14;
const BAND_ABOVE = 0.06;
/** A slab smaller than this has no edge, and no heads. */
const SMALLEST_EDGED_PIXELS = 6;
const SMALLEST_HEAD_PIXELS = 5;
/** From this size on there are gaps between cells. */
const GAPPED_CELL_PIXELS = 9;
const HATCH_PIXELS = 7;
const CORNER_PIXELS = 6;

export class WallPainter {
  constructor(private readonly context: CanvasRenderingContext2D) {}

  /** Paints into a pane, and nothing beside it. */
  paint(scene: WallScene): void {
    const { context } = this;
    const { pane, atlas } = scene;
    context.save();
    context.beginPath();
    context.rect(pane.x, pane.y, pane.width, pane.height);
    context.clip();
    this.paintFloors(scene, atlas.plan);
    this.paintStream(scene, atlas.plan);
    const seen = atlas.plan.slabs.flatMap((slab, number) => {
      const box = screenBox(scene, slab);
      return box !== null && meets(box, pane) ? [{ slab, number, box: snapped(box, scene.pixelRatio) }] : [];
    });
    atlas.refresh(seen.filter(({ slab }) => scene.isLogged(slab.parameter)).map(({ number }) => number));
    for (const { slab, number, box } of seen) {
      this.paintSlab(scene, slab, number, box);
    }
    context.restore();
  }

  private paintFloors(scene: WallScene, { floors }: BuildingPlan): void {
    const { context } = this;
    const { plate, line } = scene.colors;
    for (const floor of floors) {
      const box = floorBox(scene, floor);
      if (box !== null && meets(box, scene.pane)) {
        const [width, height] = [box.right - box.left, box.bottom - box.top];
        context.fillStyle = cssColor(plate, 0.42);
        context.beginPath();
        context.roundRect(box.left, box.top, width, height, Math.min(CORNER_PIXELS, height / 4));
        context.fill();
        // The plate that the slabs stand on, seen from the front.
        context.fillStyle = cssColor(line, 0.75);
        context.fillRect(box.left, box.bottom - 1, width, Math.min(2, height / 12));
      }
    }
  }

  private paintStream(scene: WallScene, { shaft }: BuildingPlan): void {
    const { context } = this;
    const ends = shaft.flat();
    const [first] = ends;
    const places = ends.map(([x, y, z]) => project(scene.matrix, scene.pane, x, y, z));
    if (first === undefined || places.includes(null)) {
      return;
    }
    const above = project(scene.matrix, scene.pane, first[0], first[1] + SHAFT_THICKNESS, first[2]);
    const thickness = Math.max(1.5, Math.abs((places[0]?.y ?? 0) - (above?.y ?? 0)));
    context.beginPath();
    for (let end = 0; end < places.length; end += 2) {
      context.moveTo(places[end]?.x ?? 0, places[end]?.y ?? 0);
      context.lineTo(places[end + 1]?.x ?? 0, places[end + 1]?.y ?? 0);
    }
    context.lineCap = "round";
    // A glow, then the line itself.
    for (const [width, alpha] of [
      [3, 0.16],
      [1, 1],
    ] as const) {
      context.lineWidth = thickness * width;
      context.strokeStyle = cssColor(scene.colors.shaft, alpha);
      context.stroke();
    }
  }

  private paintSlab(scene: WallScene, slab: Slab, number: number, box: Box): void {
    const { context } = this;
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    const smallest = Math.min(width, height);
    if (smallest > 3 * SMALLEST_EDGED_PIXELS) {
      context.fillStyle = cssColor([0, 0, 0], scene.colors.shadowStrength * 0.3);
      context.fillRect(box.left + 1, box.top + 2, width + 1, height + 1);
    }
    context.globalAlpha = scene.opacity;
    if (scene.isLogged(slab.parameter)) {
      scene.atlas.draw(context, number, { x: box.left, y: box.top, width, height });
      this.paintGaps(scene, slab, box);
    } else {
      this.hatch(scene, box);
    }
    context.globalAlpha = 1;
    if (smallest >= SMALLEST_EDGED_PIXELS) {
      this.paintHeads(scene, slab, box);
      context.lineWidth = 1;
      context.strokeStyle = cssColor(scene.colors.ink, 0.28);
      context.strokeRect(box.left + 0.5, box.top + 0.5, width - 1, height - 1);
    }
    if (scene.isBroken(slab.parameter)) {
      context.lineWidth = 2;
      context.strokeStyle = scene.nonfinite;
      context.strokeRect(box.left + 1, box.top + 1, width - 2, height - 2);
    }
  }

  /** Fine lines in the colour of the background between cells that are seen from near. */
  private paintGaps({ pane, background }: WallScene, slab: Slab, box: Box): void {
    const { width, height } = cellSize(slab);
    const across = (box.right - box.left) / width;
    const down = (box.bottom - box.top) / height;
    if (Math.min(across, down) < GAPPED_CELL_PIXELS) {
      return;
    }
    const { context } = this;
    context.beginPath();
    const [left, right] = [Math.max(box.left, pane.x), Math.min(box.right, pane.x + pane.width)];
    const [top, bottom] = [Math.max(box.top, pane.y), Math.min(box.bottom, pane.y + pane.height)];
    for (let column = Math.ceil((left - box.left) / across); box.left + column * across < right; column += 1) {
      context.moveTo(box.left + column * across, top);
      context.lineTo(box.left + column * across, bottom);
    }
    for (let row = Math.ceil((top - box.top) / down); box.top + row * down < bottom; row += 1) {
      context.moveTo(left, box.top + row * down);
      context.lineTo(right, box.top + row * down);
    }
    context.lineWidth = 1;
    context.strokeStyle = cssColor(background, 0.6);
    context.stroke();
  }

  /** Lines between the heads, which divide the rows or the columns. */
  private paintHeads({ colors }: WallScene, { heads, headAxis, isTurned }: Slab, box: Box): void {
    const isAcross = (headAxis === 1) !== isTurned;
    const length = isAcross ? box.right - box.left : box.bottom - box.top;
    if (heads < 2 || length / heads < SMALLEST_HEAD_PIXELS) {
      return;
    }
    const { context } = this;
    context.beginPath();
    for (let head = 1; head < heads; head += 1) {
      const at = Math.round((isAcross ? box.left : box.top) + (length * head) / heads) + 0.5;
      context.moveTo(isAcross ? at : box.left, isAcross ? box.top : at);
      context.lineTo(isAcross ? at : box.right, isAcross ? box.bottom : at);
    }
    context.lineWidth = 1;
    context.strokeStyle = cssColor(colors.ink, 0.7);
    context.stroke();
  }

  /** Says of a slab that nothing was logged of it. */
  private hatch({ colors, background }: WallScene, box: Box): void {
    const { context } = this;
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    context.fillStyle = cssColor(colors.absent);
    context.fillRect(box.left, box.top, width, height);
    if (Math.min(width, height) < SMALLEST_EDGED_PIXELS) {
      return;
    }
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, width, height);
    context.clip();
    context.beginPath();
    for (let at = -height; at < width; at += HATCH_PIXELS) {
      context.moveTo(box.left + at, box.bottom);
      context.lineTo(box.left + at + height, box.top);
    }
    context.lineWidth = HATCH_PIXELS / 3;
    context.strokeStyle = cssColor(background, 0.45);
    context.stroke();
    context.restore();
  }
}

/** A box whose edges lie on pixels, so that they are sharp; at least one pixel in size. */
function snapped({ left, right, top, bottom }: Box, ratio: number): Box {
  const round = (value: number): number => Math.round(value * ratio) / ratio;
  const [x, y] = [round(left), round(top)];
  return {
    left: x,
    top: y,
    right: Math.max(x + 1 / ratio, round(right)),
    bottom: Math.max(y + 1 / ratio, round(bottom)),
  };
}

/** A floor's band reaches below the names that stand under its slabs. */
function floorBox(scene: WallScene, { x, y, width, height }: PlacedFloor): Box | null {
  return screenBox(scene, { x, y: y - BAND_BELOW, z: 0, width, height: height + BAND_BELOW + BAND_ABOVE });
}

function meets(box: Box, { x, y, width, height }: Pane): boolean {
  return box.right > x && box.left < x + width && box.bottom > y && box.top < y + height;
}
