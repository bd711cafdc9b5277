/** Writes labels, axis names and the marked point over the picture. */

import type { PictureColors } from "../../store/colors";
import { bracketOf, type CloudHistory } from "../../store/history";
import type { Pane } from "../../store/panes";
import type { TrailLength } from "../../store/settings";
import { spreadIndices } from "../../store/spread";
import { trailSnapshots } from "../../store/trails";
import { type ClipMatrix, project, projectPoint, type ScreenPoint, type ShownCloud, shownCloud } from "../projector";
import { type Box, LABEL_HEIGHT_PIXELS, type LabelCandidate, placeInOrder } from "./placement";
import { pointsInSight, type SeenPoint } from "./points_in_sight";
import { paintStrands, type Strands } from "./strands";
import { type Corner, drawTrails, trailCorners } from "./trails";
import { Writing } from "./writing";

/** So many rows at most are looked at for labels. */
const MOST_LOOKED_AT = 3000;
/** So many points in sight are tried for each label that there is room for. */
const TRIED_PER_LABEL = 8;
/** A cloud of so few points gets all the labels that find a place; a larger one gets fewer, so that its shape is seen. */
const FEW_POINTS = 150;
const PIXELS_PER_LABEL = 9000;
const MOST_LABELS = 60;
const LONGEST_LABEL = 24;
const MARGIN_PIXELS = 8;
/** Left free for the pane's title. */
const TITLE_PIXELS = 40;

export interface LabelScene {
  readonly pane: Pane;
  readonly history: CloudHistory;
  readonly step: number;
  readonly cloudMatrix: ClipMatrix;
  readonly roomMatrix: ClipMatrix;
  /** Where the name of each axis stands in the room. */
  readonly axisNames: readonly (readonly [number, number, number])[];
  readonly focusDistance: number;
  readonly pointPixels: number;
  /** Numbers of points; -1 where there is none. */
  readonly hovered: number;
  readonly selected: number;
  /** Points whose trails are drawn, beside that of the selected one. */
  readonly trailed: readonly number[];
  readonly trailLength: TrailLength;
  /** Share of the labels that would find a place; 0: none. */
  readonly labelShare: number;
}

export class LabelPainter {
  private readonly writing: Writing;
  private readonly previous = new Map<string, ReadonlySet<number>>();
  private readonly orders = new Map<number, Uint32Array>();

  constructor(canvas: HTMLCanvasElement) {
    this.writing = new Writing(canvas);
  }

  /** Clears everything and fits the canvas to its size on the page. */
  begin(width: number, height: number, ratio: number): void {
    this.writing.begin(width, height, ratio);
  }

  /** Draws lines to the points of another run, under what is written later. */
  paintStrands(strands: Strands, colors: PictureColors): void {
    paintStrands(this.writing.context, strands, { faint: colors.faintText, strong: colors.selection });
  }

  /** Writes the labels of one pane. */
  paint(scene: LabelScene, colors: PictureColors): void {
    const bounds = {
      left: scene.pane.x + MARGIN_PIXELS,
      top: scene.pane.y + TITLE_PIXELS,
      right: scene.pane.x + scene.pane.width - MARGIN_PIXELS,
      bottom: scene.pane.y + scene.pane.height - MARGIN_PIXELS,
    };
    const taken = this.paintAxes(scene, bounds, colors);
    const shown = shownCloud(scene.history, scene.step, scene.cloudMatrix, scene.pane);
    if (shown === null) {
      return;
    }
    this.paintTrails(scene, shown, colors);
    for (const point of scene.trailed) {
      this.mark(scene, shown, point, colors.text);
    }
    this.mark(scene, shown, scene.hovered, colors.text);
    this.mark(scene, shown, scene.selected, colors.selection);
    const { labels } = scene.history;
    if (labels !== null && scene.labelShare > 0) {
      this.paintLabels(scene, shown, labels, { bounds, taken, colors });
    }
  }

  /** The selected point's trail lies over the others. */
  private paintTrails(
    { history: { snapshots }, step, selected, trailed, trailLength }: LabelScene,
    shown: ShownCloud,
    colors: PictureColors,
  ): void {
    const others = trailed.filter((point) => point !== selected);
    const chosen = trailSnapshots(bracketOf(snapshots, step).before, trailLength, others.length + 1);
    if (chosen.length === 0 || (others.length === 0 && selected < 0)) {
      return;
    }
    const { context } = this.writing;
    const corners = (point: number): readonly Corner[] => trailCorners(shown, snapshots, chosen, point);
    context.save();
    drawTrails(context, others.map(corners), { line: colors.text, halo: colors.halo });
    drawTrails(context, selected < 0 ? [] : [corners(selected)], { line: colors.selection, halo: colors.halo });
    context.restore();
  }

  private paintLabels(
    scene: LabelScene,
    shown: ShownCloud,
    labels: readonly string[],
    { bounds, taken, colors }: { readonly bounds: Box; readonly taken: readonly Box[]; readonly colors: PictureColors },
  ): void {
    const { history, pane, labelShare } = scene;
    const room = Math.floor((pane.width * pane.height) / PIXELS_PER_LABEL);
    const most = Math.ceil(labelShare * (labels.length <= FEW_POINTS ? FEW_POINTS : Math.min(MOST_LABELS, room)));
    const seen = new Map<number, SeenPoint>();
    const candidates = this.candidates(scene, shown, labels, { bounds, seen, most: most * TRIED_PER_LABEL });
    const placed = placeInOrder(candidates, bounds, taken, most);
    this.previous.set(history.run, new Set(placed.map(({ id }) => id)));
    for (const label of placed) {
      this.writing.context.globalAlpha = clarity(scene, seen.get(label.id));
      this.writing.write(label.text, label.x, label.y, colors);
    }
    this.writing.context.globalAlpha = 1;
  }

  /** Points for labels, the selected one first, then those that had one in the last frame; where they are is left in `seen`. */
  private *candidates(
    scene: LabelScene,
    shown: ShownCloud,
    labels: readonly string[],
    { bounds, seen, most }: { readonly bounds: Box; readonly seen: Map<number, SeenPoint>; readonly most: number },
  ): Generator<LabelCandidate> {
    const previous = this.previous.get(scene.history.run) ?? new Set();
    const selected = scene.selected < 0 ? [] : [scene.selected];
    for (const rows of [selected, scene.trailed, previous, this.order(labels.length)]) {
      for (const at of pointsInSight(shown, bounds, rows)) {
        if (seen.size >= most) {
          return;
        }
        if (!seen.has(at.row)) {
          seen.set(at.row, at);
          const text = shorten(labels[at.row] ?? "");
          const widthPixels = this.writing.measure(text);
          yield { id: at.row, text, x: at.x, y: at.y, widthPixels, radiusPixels: radiusOf(scene, at) };
        }
      }
    }
  }

  private paintAxes(scene: LabelScene, bounds: Box, colors: PictureColors): Box[] {
    const taken: Box[] = [];
    for (const [axis, [x, y, z]] of scene.axisNames.entries()) {
      const share = scene.history.explainedVariance[axis];
      const at = project(scene.roomMatrix, scene.pane, x, y, z);
      if (at !== null && share !== undefined) {
        const text = `PC ${axis + 1} · ${formatShare(share)}`;
        const width = this.writing.measure(text);
        const left = Math.min(Math.max(at.x - width / 2, bounds.left), bounds.right - width);
        const middle = Math.min(Math.max(at.y + (axis === 1 ? -12 : 14), bounds.top), bounds.bottom - 8);
        taken.push({
          left: left - 4,
          right: left + width + 4,
          top: middle - LABEL_HEIGHT_PIXELS / 2,
          bottom: middle + LABEL_HEIGHT_PIXELS / 2,
        });
        this.writing.write(text, left, middle, { text: colors.faintText, halo: colors.halo });
      }
    }
    return taken;
  }

  private order(count: number): Uint32Array {
    const order = this.orders.get(count) ?? spreadIndices(count, MOST_LOOKED_AT);
    this.orders.set(count, order);
    return order;
  }

  private mark(scene: LabelScene, shown: ShownCloud, point: number, color: string): void {
    const at = point < 0 ? null : projectPoint(shown, point);
    if (at === null) {
      return;
    }
    const { context } = this.writing;
    context.beginPath();
    context.arc(at.x, at.y, radiusOf(scene, at) + 3, 0, 2 * Math.PI);
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.stroke();
    context.lineWidth = 3;
  }
}

/** Radius of a point on the screen, as the vertex shader makes it. */
export function radiusOf(scene: Pick<LabelScene, "pointPixels" | "focusDistance">, at: ScreenPoint): number {
  return (scene.pointPixels * scene.focusDistance) / at.depth / 2;
}

/** Labels in the back are fainter. */
function clarity({ focusDistance }: LabelScene, at: ScreenPoint | undefined): number {
  return at === undefined ? 1 : Math.min(1, Math.max(0.4, 1 - (at.depth - focusDistance) * 0.45));
}

function formatShare(share: number): string {
  return `${share >= 0.0995 ? Math.round(share * 100) : (share * 100).toFixed(1)} %`;
}

function shorten(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}
