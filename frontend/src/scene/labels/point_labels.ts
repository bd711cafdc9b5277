/** Writes labels, axis names and the marked point over the picture. */

import type { PictureColors } from "../../store/colors";
import type { CloudHistory } from "../../store/history";
import type { Pane } from "../../store/panes";
import { type ClipMatrix, project, projectPoint, type ScreenPoint, shownCloud } from "../projector";
import { AXIS_NAMES } from "../room";
import {
  type Box,
  LABEL_HEIGHT_PIXELS,
  type LabelCandidate,
  type PlacedLabel,
  placeLabels,
  spreadOrder,
} from "./placement";

const FONT = "12px Roboto, Arial, sans-serif";
/** So many rows at most are considered for labels. */
const MOST_CANDIDATES = 3000;
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
  readonly focusDistance: number;
  readonly pointPixels: number;
  /** Numbers of points; -1 where there is none. */
  readonly hovered: number;
  readonly selected: number;
}

export class LabelPainter {
  private readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  private readonly previous = new Map<string, ReadonlySet<number>>();
  private readonly orders = new Map<number, readonly number[]>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (context === null) {
      throw new Error("this browser gives no 2D canvas");
    }
    this.context = context;
  }

  /** Clears everything and fits the canvas to its size on the page. */
  begin(width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.font = FONT;
    this.context.textBaseline = "middle";
    this.context.lineJoin = "round";
    this.context.lineWidth = 3;
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
    const points = this.pointsOf(scene);
    this.mark(scene, points.get(scene.hovered), colors.text);
    this.mark(scene, points.get(scene.selected), colors.selection);
    const room = Math.floor((scene.pane.width * scene.pane.height) / PIXELS_PER_LABEL);
    const most = scene.history.rowIds.length <= FEW_POINTS ? FEW_POINTS : Math.min(MOST_LABELS, room);
    const candidates = this.candidates(scene, points);
    const placed = placeLabels(candidates, bounds, taken, this.preferred(scene), most);
    this.previous.set(scene.history.run, new Set(placed.map(({ id }) => id)));
    for (const label of placed) {
      this.context.globalAlpha = clarity(scene, points.get(label.id));
      this.write(label, colors.text, colors.halo);
    }
    this.context.globalAlpha = 1;
  }

  private paintAxes(scene: LabelScene, bounds: Box, colors: PictureColors): Box[] {
    const taken: Box[] = [];
    for (const [axis, [x, y, z]] of AXIS_NAMES.entries()) {
      const share = scene.history.explainedVariance[axis];
      const at = project(scene.roomMatrix, scene.pane, x, y, z);
      if (at !== null && share !== undefined) {
        const text = `PC ${axis + 1} · ${formatShare(share)}`;
        const width = this.measure(text);
        const left = Math.min(Math.max(at.x - width / 2, bounds.left), bounds.right - width);
        const middle = Math.min(Math.max(at.y + (axis === 1 ? -12 : 14), bounds.top), bounds.bottom - 8);
        taken.push({
          left: left - 4,
          right: left + width + 4,
          top: middle - LABEL_HEIGHT_PIXELS / 2,
          bottom: middle + LABEL_HEIGHT_PIXELS / 2,
        });
        this.write({ id: axis, text, x: left, y: middle }, colors.faintText, colors.halo);
      }
    }
    return taken;
  }

  private pointsOf({ history, step, cloudMatrix, pane, hovered, selected }: LabelScene): Map<number, ScreenPoint> {
    const found = new Map<number, ScreenPoint>();
    const shown = shownCloud(history, step, cloudMatrix, pane);
    if (shown !== null) {
      const some = this.order(history.rowIds.length).slice(0, MOST_CANDIDATES);
      // The selected point is the first to get its label.
      for (const point of [selected, hovered, ...some]) {
        const at = point < 0 ? null : projectPoint(shown, point);
        if (at !== null) {
          found.set(point, at);
        }
      }
    }
    return found;
  }

  private candidates(scene: LabelScene, points: ReadonlyMap<number, ScreenPoint>): LabelCandidate[] {
    const { labels } = scene.history;
    if (labels === null) {
      return [];
    }
    return [...points].map(([id, at]) => {
      const text = shorten(labels[id] ?? "");
      return { id, text, x: at.x, y: at.y, widthPixels: this.measure(text), radiusPixels: radiusOf(scene, at) };
    });
  }

  private order(count: number): readonly number[] {
    const order = this.orders.get(count) ?? spreadOrder(count);
    this.orders.set(count, order);
    return order;
  }

  /** Those that keep their labels where there is room: the selected one, and those that had them. */
  private preferred({ history, selected }: LabelScene): ReadonlySet<number> {
    return new Set([...(selected < 0 ? [] : [selected]), ...(this.previous.get(history.run) ?? [])]);
  }

  private mark(scene: LabelScene, at: ScreenPoint | undefined, color: string): void {
    if (at === undefined) {
      return;
    }
    this.context.beginPath();
    this.context.arc(at.x, at.y, radiusOf(scene, at) + 3, 0, 2 * Math.PI);
    this.context.strokeStyle = color;
    this.context.lineWidth = 2;
    this.context.stroke();
    this.context.lineWidth = 3;
  }

  private write({ text, x, y }: PlacedLabel, color: string, halo: string): void {
    this.context.strokeStyle = halo;
    this.context.strokeText(text, x, y);
    this.context.fillStyle = color;
    this.context.fillText(text, x, y);
  }

  private measure(text: string): number {
    const width = this.widths.get(text) ?? this.context.measureText(text).width;
    this.widths.set(text, width);
    return width;
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
