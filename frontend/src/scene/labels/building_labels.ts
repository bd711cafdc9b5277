/** Writes over a building: names of floors and slabs, numbers in cells, outlines of what is hovered and selected. */

import type { BuildingPlan, Slab } from "../../store/building/plan";
import type { BuildingColors } from "../../store/building_colors";
import type { PictureColors } from "../../store/colors";
import type { TileSnapshot } from "../../store/network/history";
import type { PickedCell, PickedSlab } from "../../store/network/selection";
import type { Pane } from "../../store/panes";
import { cellBox } from "../cell_picking";
import { cellTexts, networkLabels, type Sight } from "../network_labels";
import { type ClipMatrix, project } from "../projector";
import { type Box, LABEL_HEIGHT_PIXELS, placeLabels } from "./placement";
import type { Ink, Writing } from "./writing";

export interface BuildingScene {
  /** Tells panes apart between frames. */
  readonly name: string;
  readonly plan: BuildingPlan;
  readonly pane: Pane;
  readonly matrix: ClipMatrix;
  /** The snapshot whose numbers stand in the cells. */
  readonly tiles: TileSnapshot | null;
  readonly hovered: PickedCell | null;
  readonly selected: readonly PickedSlab[];
  /** Share of the labels that are written, 0 to 1. */
  readonly labelShare: number;
  /** What stands over the picture, and hides what is written there. */
  readonly taken: readonly Box[];
}

/** A cell smaller than this has no outline of its own. */
const SMALLEST_OUTLINED_PIXELS = 4;
const MARGIN_PIXELS = 6;
const TITLE_PIXELS = 38;
const MOST_LABELS = 160;

export class BuildingLabels {
  private readonly previous = new Map<string, ReadonlySet<number>>();

  constructor(private readonly writing: Writing) {}

  /** Writes over one pane. */
  paint(scene: BuildingScene, picture: PictureColors, building: BuildingColors): void {
    const { context } = this.writing;
    const { pane, plan } = scene;
    context.save();
    context.beginPath();
    context.rect(pane.x, pane.y, pane.width, pane.height);
    context.clip();
    for (const { slab, cell } of scene.selected) {
      this.outline(scene, plan.slabs[slab], cell, { text: building.selected, halo: picture.halo });
    }
    if (scene.hovered !== null) {
      this.outline(scene, plan.slabs[scene.hovered.slab], scene.hovered, {
        text: building.hovered,
        halo: picture.halo,
      });
    }
    if (scene.labelShare > 0) {
      this.label(scene, picture, [...scene.taken, ...this.number(scene, picture)]);
    }
    context.restore();
  }

  /** Writes numbers into the cells that are large enough; returns the boxes that they take. */
  private number({ plan, tiles, ...rest }: BuildingScene, picture: PictureColors): Box[] {
    if (tiles === null) {
      return [];
    }
    const sight = this.sight(rest);
    const texts = plan.slabs.flatMap((slab) => cellTexts(slab, tiles, sight));
    return texts.map(({ text, x, y }) => {
      const half = this.writing.measure(text) / 2;
      this.writing.write(text, x - half, y, picture);
      const reach = LABEL_HEIGHT_PIXELS / 2;
      return { left: x - half, right: x + half, top: y - reach, bottom: y + reach };
    });
  }

  private label(scene: BuildingScene, picture: PictureColors, taken: readonly Box[]): void {
    const { pane, name, plan } = scene;
    const { floors, slabs } = networkLabels(plan, this.sight(scene));
    const bounds = {
      left: pane.x + MARGIN_PIXELS,
      top: pane.y + TITLE_PIXELS,
      right: pane.x + pane.width - MARGIN_PIXELS,
      bottom: pane.y + pane.height - MARGIN_PIXELS,
    };
    const known = this.previous.get(name) ?? new Set<number>();
    const placed = placeLabels([...floors, ...slabs], bounds, taken, known, Math.ceil(MOST_LABELS * scene.labelShare));
    this.previous.set(name, new Set(placed.map(({ id }) => id)));
    for (const { id, text, x, y } of placed) {
      const isFloor = id < plan.floors.length;
      this.writing.write(text, x, y, { text: isFloor ? picture.text : picture.faintText, halo: picture.halo });
    }
  }

  private sight({ matrix, pane }: Pick<BuildingScene, "matrix" | "pane">): Sight {
    return { matrix, pane, measure: (text) => this.writing.measure(text) };
  }

  /** Outlines a slab, and one of its cells where that is large enough to be seen. */
  private outline({ matrix, pane }: BuildingScene, slab: Slab | undefined, cell: PickedSlab["cell"], ink: Ink): void {
    if (slab === undefined) {
      return;
    }
    const { context } = this.writing;
    const corners = (left: number, right: number, bottom: number, top: number): { x: number; y: number }[] | null => {
      const places = [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ].map(([across = 0, up = 0]) =>
        project(matrix, pane, slab.x + across * slab.width, slab.y + up * slab.height, slab.z),
      );
      const seen = places.filter((place) => place !== null);
      return seen.length < places.length ? null : seen;
    };
    const trace = (places: { x: number; y: number }[] | null, width: number): void => {
      if (places === null) {
        return;
      }
      context.beginPath();
      for (const { x, y } of places) {
        context.lineTo(x, y);
      }
      context.closePath();
      // Seen on cells of its own colour too.
      context.lineWidth = width + 2;
      context.strokeStyle = ink.halo;
      context.stroke();
      context.lineWidth = width;
      context.strokeStyle = ink.text;
      context.stroke();
    };
    const { lineWidth } = context;
    trace(corners(0, 1, 0, 1), 2);
    if (cell !== null) {
      const { left, right, bottom, top } = cellBox(slab, cell.row, cell.column);
      const places = corners(left, right, bottom, top);
      const [a, , b] = places ?? [];
      const isLarge = a !== undefined && b !== undefined && Math.abs(b.x - a.x) > SMALLEST_OUTLINED_PIXELS;
      trace(isLarge ? places : null, 2);
    }
    context.lineWidth = lineWidth;
  }
}
