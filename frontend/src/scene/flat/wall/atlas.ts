/** All slabs of a building in one picture, a pixel a cell; only what is in sight and has changed is coloured again. */

import type { BuildingPlan, Slab } from "../../../store/building/plan";
import type { Pixels } from "../pixels";
import { type CellPalette, cellSize, colorCells, type WallMoment } from "./cell_colors";
import { type Packing, type Place, pack, type Size } from "./packing";

export class Atlas {
  private readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private readonly image: ImageData;
  private readonly pixels: Pixels;
  private readonly sizes: readonly Size[];
  private readonly packing: Packing;
  /** The number of the moment that each slab shows; 0 where it shows none yet. */
  private readonly shown: number[];
  private moment: (WallMoment & CellPalette) | null = null;
  private momentNumber = 0;

  constructor(readonly plan: BuildingPlan) {
    this.sizes = plan.slabs.map(cellSize);
    this.packing = pack(this.sizes);
    this.canvas.width = this.packing.width;
    this.canvas.height = this.packing.height;
    const context = this.canvas.getContext("2d");
    if (context === null) {
      throw new Error("this browser gives no 2D canvas");
    }
    this.context = context;
    this.image = new ImageData(this.packing.width, this.packing.height);
    this.pixels = { ...this.packing, data: new Uint32Array(this.image.data.buffer) };
    this.shown = plan.slabs.map(() => 0);
  }

  /** Of the picture in memory, and of the canvas that it is drawn from. */
  get bytes(): number {
    return 2 * this.pixels.data.byteLength;
  }

  /** From now on slabs are coloured for this moment. */
  setMoment(moment: WallMoment, palette: CellPalette): void {
    const now = this.moment;
    const isSame =
      now !== null &&
      now.from === moment.from &&
      now.to === moment.to &&
      now.fraction === moment.fraction &&
      now.commonRange === moment.commonRange &&
      now.table === palette.table;
    if (!isSame) {
      this.moment = { ...moment, ...palette };
      this.momentNumber += 1;
    }
  }

  /** Colours those slabs that do not show the moment yet. */
  refresh(slabs: readonly number[]): void {
    const { moment, momentNumber } = this;
    const outdated = moment === null ? [] : slabs.filter((slab) => this.shown[slab] !== momentNumber);
    if (moment === null || outdated.length === 0) {
      return;
    }
    const changed = { left: this.pixels.width, top: this.pixels.height, right: 0, bottom: 0 };
    for (const slab of outdated) {
      this.shown[slab] = momentNumber;
      const { x, y } = this.packing.places[slab] as Place;
      const { width, height } = this.sizes[slab] as Size;
      colorCells(this.pixels, { x, y }, this.plan.slabs[slab] as Slab, moment, moment);
      changed.left = Math.min(changed.left, x);
      changed.top = Math.min(changed.top, y);
      changed.right = Math.max(changed.right, x + width);
      changed.bottom = Math.max(changed.bottom, y + height);
    }
    const { left, top, right, bottom } = changed;
    // All at once: a canvas that is drawn from between two changes is copied as a whole.
    this.context.putImageData(this.image, 0, 0, left, top, right - left, bottom - top);
  }

  /** Draws a slab, as it was coloured last, into a rectangle of a canvas. */
  draw(target: CanvasRenderingContext2D, slab: number, to: Place & Size): void {
    const { width, height } = this.sizes[slab] as Size;
    const { x, y } = this.packing.places[slab] as Place;
    target.drawImage(this.canvas, x, y, width, height, to.x, to.y, to.width, to.height);
  }
}
