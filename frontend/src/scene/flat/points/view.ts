/** The Embeddings view on a 2D canvas: each run's first two components, drawn from the store and nothing else. */

import type { ReadonlySignal } from "@preact/signals";
import { DisposableStore } from "../../../disposables";
import { PICTURE_COLORS, sequentialTable } from "../../../store/colors";
import { isDrawn } from "../../../store/comparison/compare";
import type { Frame } from "../../../store/frame";
import type { CloudHistory } from "../../../store/history";
import type { Pane } from "../../../store/panes";
import { spreadIndices } from "../../../store/spread";
import type { Store } from "../../../store/state";
import { type CloudLook, cloudLook } from "../../cloud_look";
import type { FrameScript } from "../../frame_loop";
import { writeClouds } from "../../labels/cloud_labels";
import { LabelPainter } from "../../labels/point_labels";
import type { Picture } from "../../picture";
import { PointHover } from "../../point_hover";
import { followSelection, followTrailed, type SeenCloud, selectPointAt } from "../../point_pointing";
import { pointPixels } from "../../point_size";
import { listenToPointer, type PointerPlace } from "../../pointer";
import { shownCloud } from "../../projector";
import type { FlatFraming, Placed } from "../camera";
import { opaque, opaqueRgb, opaqueTable } from "../pixels";
import type { FlatStage } from "../stage";
import { COLORS, drawCloud } from "./cloud";
import { drawAxes, drawGrid, FLAT_AXIS_NAMES, SQUARE } from "./grid";
import { PixelImage } from "./pixel_image";
import { type Clip, Stamps } from "./stamps";

const UNKNOWN = opaque(140, 140, 140);
const LARGEST_ZOOM = 3;
/** A cloud of so few points is always drawn in full. */
const FEW_POINTS = 2000;
const FRAMING: FlatFraming = {
  center: [0, 0],
  halfWidth: SQUARE,
  halfHeight: SQUARE,
  paddings: [{ left: 24, right: 24, top: 56, bottom: 40 }],
};

/** A history with the pane that shows it, and how its coordinates are brought to the scene. */
interface Placement {
  /** Number of the history. */
  readonly index: number;
  readonly history: CloudHistory;
  readonly pane: Pane;
  readonly frame: Frame;
  readonly placed: Placed;
}

export class FlatEmbeddings implements Picture {
  private readonly disposables = new DisposableStore();
  private readonly painter: LabelPainter;
  private readonly pointHover = new PointHover();
  private readonly image = new PixelImage();
  private readonly orders = new Map<number, Uint32Array>();
  private readonly selected: ReadonlySignal<readonly number[]>;
  private readonly trailed: ReadonlySignal<readonly (readonly number[])[]>;
  private pointer: PointerPlace | null = null;
  private seen: readonly SeenCloud[] = [];
  private stamps = { key: "", byColor: new Map<string, Stamps>() };

  /** Draws on `stage` and writes on `overlay`, which also receives the pointer. `requestFrame` asks for a frame. */
  constructor(
    private readonly store: Store,
    private readonly stage: FlatStage,
    overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.painter = new LabelPainter(overlay);
    this.selected = followSelection(store);
    this.trailed = followTrailed(store);
    stage.setFraming(FRAMING);
    this.disposables.add(
      listenToPointer(overlay, {
        hovered: (place) => {
          this.pointer = place;
          requestFrame();
        },
        clicked: (place, manner) => selectPointAt(store, this.seen, place, manner),
        doubleClicked: () => undefined,
      }),
    );
    for (const signal of [
      store.clouds,
      store.playhead,
      store.viewSize,
      store.choices,
      store.theme,
      store.movement.values,
      store.comparison.panes,
    ]) {
      this.disposables.defer(signal.subscribe(requestFrame));
    }
  }

  draw(script: FrameScript | null): boolean {
    const { store, stage } = this;
    const { width, height } = store.viewSize.peek();
    if (width === 0 || height === 0) {
      return false;
    }
    const placements = this.placements();
    const panes = placements.map(({ pane }) => pane).filter(isDrawn);
    const colors = PICTURE_COLORS[store.theme.peek()];
    const isMoving = stage.begin(width, height, panes, colors.halo);
    const pixels = this.pointPixels(placements);
    this.paint(placements, pixels);
    this.seen = placements.map(({ history, pane, placed }) => ({
      history,
      pane,
      matrix: stage.clipMatrix(pane, placed),
      step: store.stepOf(history.snapshots),
    }));
    store.hover.value = this.pointHover.find(this.seen, this.pointer);
    if (this.pointHover.isStale) {
      this.requestFrame();
    }
    this.label(pixels, width, height);
    store.drawn.value = {
      points: placements.reduce(
        (sum, { history, pane }) => sum + (isDrawn(pane) ? this.orderOf(history).length : 0),
        0,
      ),
      gpuBytes: this.image.bytes,
      medianScriptMs: script?.medianMs ?? 0,
      worstScriptMs: script?.worstMs ?? 0,
    };
    return isMoving;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private placements(): Placement[] {
    const histories = this.store.clouds.peek()?.histories ?? [];
    const frames = this.store.frames.peek();
    return this.store.comparison.panes.peek().flatMap((pane, index) => {
      const [history, frame] = [histories[index], frames[index]];
      if (history === undefined || frame === undefined) {
        return [];
      }
      const scale = 1 / frame.radius;
      const placed = { scale, x: -frame.center[0] * scale, y: -frame.center[1] * scale };
      return [{ index, history, pane, frame, placed }];
    });
  }

  /** Diameter of a point in CSS pixels; from near somewhat more. */
  private pointPixels(placements: readonly Placement[]): number {
    const most = Math.max(1, ...placements.map(({ history }) => history.rowIds.length));
    const pane = placements.find((one) => isDrawn(one.pane))?.pane ?? { width: 1, height: 1 };
    const zoom = this.stage.framingCamera.distance / this.stage.camera.distance;
    const factor = this.store.choices.peek().settings.pointSize * Math.min(LARGEST_ZOOM, Math.max(1, zoom ** 0.5));
    return pointPixels(pane, most, factor);
  }

  private paint(placements: readonly Placement[], pixels: number): void {
    const { store, stage } = this;
    const { settings } = store.choices.peek();
    const colors = PICTURE_COLORS[store.theme.peek()];
    const ratio = stage.pixelRatio;
    const image = this.image.begin(
      stage.context.canvas.width,
      stage.context.canvas.height,
      opaqueRgb(stage.backdrop ?? colors.background),
    );
    const isOverlay = store.comparison.compare.peek() === "overlay";
    for (const { index, history, pane, frame, placed } of placements.filter((one) => isDrawn(one.pane))) {
      const look = cloudLook(store, index, history);
      const clip = clipOf(pane, ratio, image);
      const room = {
        frame,
        pane,
        matrix: stage.clipMatrix(pane, { scale: 1, x: 0, y: 0 }),
        pixelRatio: ratio,
        color: opaqueRgb(colors.line),
        strength: colors.lineStrength,
      };
      if (settings.grid && !(isOverlay && index > 0)) {
        drawGrid(image, clip, room);
        drawAxes(image, clip, room);
      }
      const shown = shownCloud(history, store.stepOf(history.snapshots), stage.clipMatrix(pane, placed), pane);
      if (shown !== null) {
        const valueRange = store.valueRange.peek() ?? [0, 1];
        drawCloud(image, clip, shown, {
          look,
          valueRange,
          stamps: this.stampsFor((pixels * ratio) / 2, look.color),
          pixelRatio: ratio,
          order: this.orderOf(history),
        });
      }
    }
    this.image.show(stage.context);
  }

  /** As many of a cloud's points as the machine can draw, evenly spread over it. */
  private orderOf({ rowIds }: CloudHistory): Uint32Array {
    const count = rowIds.length;
    const all = this.orders.get(count) ?? spreadIndices(count);
    this.orders.set(count, all);
    return all.subarray(0, Math.max(FEW_POINTS, Math.ceil(count * this.store.detail.peek().pointShare)));
  }

  /** Balls in the colours of a table, or all in the colour of a run. */
  private stampsFor(radius: number, color: CloudLook["color"]): Stamps {
    const { store } = this;
    const { colorScheme, opacity } = store.choices.peek().settings;
    const key = [radius.toFixed(2), colorScheme, opacity, store.theme.peek()].join();
    if (this.stamps.key !== key) {
      this.stamps = { key, byColor: new Map() };
    }
    const known = this.stamps.byColor.get(String(color));
    if (known !== undefined) {
      return known;
    }
    const table = opaqueTable(sequentialTable(colorScheme, store.theme.peek()));
    const colorAt = (place: number): number =>
      color === null ? (table[Math.floor(((place + 0.5) * table.length) / COLORS)] ?? UNKNOWN) : opaqueRgb(color);
    const colors = Uint32Array.from({ length: COLORS + 1 }, (_, place) =>
      place === COLORS && color === null ? UNKNOWN : colorAt(place),
    );
    const stamps = new Stamps(radius, colors, opacity);
    this.stamps.byColor.set(String(color), stamps);
    return stamps;
  }

  private label(pixels: number, width: number, height: number): void {
    const { stage, painter } = this;
    painter.begin(width, height, stage.writtenRatio);
    const clouds = this.seen.map((seen) => ({
      ...seen,
      roomMatrix: stage.clipMatrix(seen.pane, { scale: 1, x: 0, y: 0 }),
    }));
    writeClouds(this.store, painter, clouds, {
      axisNames: FLAT_AXIS_NAMES,
      // Everything is at the depth 1 of a straight view.
      focusDistance: 1,
      pointPixels: pixels,
      selected: this.selected.peek(),
      trailed: this.trailed.peek(),
    });
  }
}

/** A pane in the pixels of a picture. */
function clipOf(
  { x, y, width, height }: Pane,
  ratio: number,
  image: { readonly width: number; readonly height: number },
): Clip {
  return {
    left: Math.round(x * ratio),
    top: Math.round(y * ratio),
    right: Math.min(image.width, Math.round((x + width) * ratio)),
    bottom: Math.min(image.height, Math.round((y + height) * ratio)),
  };
}
