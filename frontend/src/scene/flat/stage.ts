/** One 2D canvas and one camera for all panes, moved by pointer, fingers and keys. */

import { type Disposable, DisposableStore } from "../../disposables";
import { cssColor, type Rgb } from "../../store/colors";
import { LARGEST_PIXEL_RATIO } from "../../store/levels";
import { type Pane, paneAt } from "../../store/panes";
import { listenToCameraKeys } from "../camera_keys";
import { Flight } from "../flight";
import type { Output } from "../picture";
import type { ClipMatrix } from "../projector";
import {
  cameraPlace,
  clipMatrix,
  type FlatCamera,
  type FlatFraming,
  flatCamera,
  framed,
  type Placed,
  panned,
  zoomed,
} from "./camera";
import { listenToGestures } from "./gestures";

const NO_PANE: Pane = { x: 0, y: 0, width: 1, height: 1 };

export class FlatStage implements Disposable {
  /** In CSS pixels, once a frame has begun. */
  readonly context: CanvasRenderingContext2D;
  private readonly disposables = new DisposableStore();
  private largestPixelRatio = LARGEST_PIXEL_RATIO;
  private panes: readonly Pane[] = [];
  private chosen: FlatCamera | null = null;
  private flight: { readonly flight: Flight; sinceMs: number } | null = null;
  private framing: FlatFraming = {
    center: [0, 0],
    halfWidth: 1,
    halfHeight: 1,
    paddings: [{ left: 0, right: 0, top: 0, bottom: 0 }],
  };

  /** Draws on `canvas`, listens on `surface`; `moved` is called when the user has moved the camera. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    surface: HTMLElement,
    private readonly moved: () => void,
    private readonly output?: Output,
  ) {
    // Opaque: what is drawn need not be mixed with what is behind it.
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) {
      throw new Error("this browser gives no 2D canvas");
    }
    this.context = context;
    this.disposables.add(
      listenToGestures(surface, {
        panned: (dx, dy) => this.move((camera, pane) => panned(camera, pane, dx, dy)),
        zoomed: (factor, { x, y }) => {
          const under = this.panes[paneAt(this.panes, x, y)];
          this.move((camera, pane) => zoomed(camera, under ?? pane, factor, x, y));
        },
      }),
    );
    this.disposables.add(
      listenToCameraKeys({
        moved: (dx, dy) => this.move((camera, pane) => panned(camera, pane, dx, dy)),
        zoomed: (factor) =>
          this.move((camera, pane) => zoomed(camera, pane, factor, pane.x + pane.width / 2, pane.y + pane.height / 2)),
      }),
    );
  }

  /** Device pixels per CSS pixel of the canvas. */
  get pixelRatio(): number {
    return this.output?.pixelRatio ?? Math.min(window.devicePixelRatio, this.largestPixelRatio);
  }

  /** Pixels along one of the page's where letters are written, which are always sharp. */
  get writtenRatio(): number {
    return this.output?.pixelRatio ?? window.devicePixelRatio;
  }

  /** What lies behind the picture; null: what the theme has. */
  get backdrop(): Rgb | null {
    return this.output?.backdrop ?? null;
  }

  /** Draws fewer pixels than the screen has, from the next frame on. */
  limitPixelRatio(largest: number): void {
    this.largestPixelRatio = largest;
  }

  get camera(): FlatCamera {
    return this.chosen ?? this.framingCamera;
  }

  /** The camera that frames the picture by itself. */
  get framingCamera(): FlatCamera {
    return framed(this.framing, this.pane);
  }

  setFraming(framing: FlatFraming): void {
    this.framing = framing;
  }

  /** Position and target, six numbers; null while the camera frames the picture by itself. */
  get place(): readonly number[] | null {
    if (this.chosen === null) {
      return null;
    }
    const { position, target } = cameraPlace(this.chosen);
    return [...position, ...target];
  }

  /** Puts the camera to a place, or, with null, lets it frame the picture by itself. */
  set place(place: readonly number[] | null) {
    this.flight = null;
    if (place === null) {
      this.chosen = null;
      return;
    }
    const [x = 0, y = 0, z = 1, targetX = 0, targetY = 0, targetZ = 0] = place;
    this.chosen = flatCamera({ position: [x, y, z], target: [targetX, targetY, targetZ] });
  }

  /** Lets the camera fly to another place; `speed` is a factor, 0 is there at once. */
  fly(to: FlatCamera, speed: number): void {
    const flight = new Flight(cameraPlace(this.camera), cameraPlace(to), speed);
    this.flight = { flight, sinceMs: performance.now() };
    this.moved();
  }

  /** Fits the canvas to the view, clears it to a colour, and moves the camera on its flight; true while it is moving. */
  begin(width: number, height: number, panes: readonly Pane[], background: string): boolean {
    this.panes = panes;
    const [pixelWidth, pixelHeight] = [Math.round(width * this.pixelRatio), Math.round(height * this.pixelRatio)];
    if (this.canvas.width !== pixelWidth || this.canvas.height !== pixelHeight) {
      this.canvas.width = pixelWidth;
      this.canvas.height = pixelHeight;
    }
    this.context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    this.context.imageSmoothingEnabled = false;
    this.context.fillStyle = this.backdrop === null ? background : cssColor(this.backdrop);
    this.context.fillRect(0, 0, width, height);
    return this.advance();
  }

  /** The matrix from an object's coordinates to clip space. */
  clipMatrix(pane: Pane, placed: Placed): ClipMatrix {
    return clipMatrix(this.camera, pane, placed);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get pane(): Pane {
    return this.panes[0] ?? NO_PANE;
  }

  private move(change: (camera: FlatCamera, pane: Pane) => FlatCamera): void {
    this.flight = null;
    this.chosen = change(this.camera, this.pane);
    this.moved();
  }

  private advance(): boolean {
    if (this.flight === null) {
      return false;
    }
    const nowMs = performance.now();
    const { flight, sinceMs } = this.flight;
    this.chosen = flatCamera(flight.advance(nowMs - sinceMs));
    this.flight = flight.isOver ? null : { flight, sinceMs: nowMs };
    this.moved();
    return true;
  }
}
