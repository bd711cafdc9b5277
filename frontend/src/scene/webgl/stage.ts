/** One renderer and one camera for all panes: a browser gives a page only sixteen WebGL contexts. */

import { Color, Matrix4, PerspectiveCamera, type Scene, SRGBColorSpace, Vector3, Vector4, WebGLRenderer } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { type Disposable, DisposableStore } from "../../disposables";
import { prefersStillness } from "../../host";
import { LARGEST_PIXEL_RATIO } from "../../store/levels";
import type { Pane } from "../../store/panes";
import type { GpuObjects } from "../../store/renderer";
import { listenToCameraKeys } from "../camera_keys";
import { type Framing, placeThatSees, type Slopes } from "../fitting";
import { type CameraPlace, Flight, isElsewhere, type Point } from "../flight";
import { approached, orbited } from "../orbit";
import type { Output } from "../picture";
import type { ClipMatrix } from "../projector";
import { ContextWatch } from "./context_watch";
import { isSoftware, rendererName } from "./software";
import { WebglMissingError } from "./webgl_missing_error";

/** How far a key turns the camera. */
const RADIANS_PER_PIXEL = 0.004;
const FIELD_OF_VIEW_DEGREES = 30;
/** Near enough for one weight to fill the view. */
const NEAREST = 0.004;
/** The nearest that is drawn, as a share of the distance to what the camera looks at. */
const NEAR_SHARE = 0.02;

export interface StageListener {
  /** The user has moved the camera. */
  moved(): void;
  /** The graphics driver has lost the context, and given it back. */
  restored(): void;
  /** It has lost it for good. */
  gaveUp(error: Error): void;
}

export interface Shot {
  readonly pane: Pane;
  readonly scene: Scene;
}

export class Stage implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly renderer: WebGLRenderer;
  /** Whether a pixel has several samples, which smooth what has edges. */
  readonly isMultisampled: boolean;
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.05, 60);
  private readonly controls: OrbitControls;
  private readonly context: ContextWatch;
  private largestPixelRatio = LARGEST_PIXEL_RATIO;
  /** Share of the canvas' width and height that is drawn. */
  private drawnShare = 1;
  private size = { width: 0, height: 0 };
  private framesItself = true;
  /** The place that the listener knows. */
  private reported: readonly number[] | null | undefined;
  private flight: { readonly flight: Flight; sinceMs: number; readonly to: Framing; readonly speed: number } | null =
    null;
  private framing: Framing = {
    direction: [0, 0, 1],
    corners: [[0, 0, 0]],
    margin: 1,
    zoomsToPointer: false,
  };

  /** Draws on `canvas`, listens on `surface`. Throws `WebglMissingError`. */
  constructor(
    canvas: HTMLCanvasElement,
    surface: HTMLElement,
    private readonly listener: StageListener,
    private readonly output?: Output,
  ) {
    this.isMultisampled = !isSoftware(rendererName());
    try {
      this.renderer = this.disposables.add(
        new WebGLRenderer({ canvas, antialias: this.isMultisampled, powerPreference: "high-performance" }),
      );
    } catch (error) {
      throw new WebglMissingError(String(error), { cause: error });
    }
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.autoClear = false;
    this.controls = this.disposables.add(new OrbitControls(this.camera, surface));
    this.controls.enableDamping = !prefersStillness();
    this.controls.dampingFactor = 0.12;
    this.controls.minDistance = NEAREST;
    this.controls.maxDistance = 30;
    this.controls.addEventListener("start", () => {
      this.framesItself = false;
      this.flight = null;
    });
    this.context = this.disposables.add(new ContextWatch(canvas, listener));
    this.disposables.add(
      listenToCameraKeys({
        moved: (dx, dy) => this.steer(orbited(this.cameraPlace, -dx * RADIANS_PER_PIXEL, dy * RADIANS_PER_PIXEL)),
        zoomed: (factor) => this.steer(approached(this.cameraPlace, factor)),
      }),
    );
    this.frame();
    this.controls.addEventListener("change", () => this.report());
  }

  /** Distance from the camera to what it looks at. */
  get targetDistance(): number {
    return this.camera.position.distanceTo(this.controls.target);
  }

  /** Distance at which the camera frames the picture by itself. */
  get framingDistance(): number {
    const { position, target } = placeThatSees(this.framing, this.slopes);
    return Math.hypot(...position.map((side, axis) => side - (target[axis] ?? 0)));
  }

  /** Frames another picture. */
  setFraming(framing: Framing): void {
    if (JSON.stringify(framing) !== JSON.stringify(this.framing)) {
      this.framing = framing;
      this.controls.zoomToCursor = framing.zoomsToPointer;
      if (this.framesItself) {
        this.frame();
      }
    }
  }

  /** Position and target, six numbers; null while the camera frames the cloud by itself. */
  get place(): readonly number[] | null {
    return this.framesItself ? null : [...this.camera.position.toArray(), ...this.controls.target.toArray()];
  }

  /** Puts the camera to a place, or, with null, lets it frame the cloud by itself. */
  set place(place: readonly number[] | null) {
    this.flight = null;
    if (place === null) {
      this.framesItself = true;
      this.frame();
      return;
    }
    const [x = 0, y = 0, z = 1, targetX = 0, targetY = 0, targetZ = 0] = place;
    this.steer({ position: [x, y, z], target: [targetX, targetY, targetZ] });
  }

  /** Drawn pixels along one of the page's. */
  get pixelRatio(): number {
    return this.output?.pixelRatio ?? Math.min(window.devicePixelRatio, this.largestPixelRatio);
  }

  /** Pixels along one of the page's where letters are written, which are always sharp. */
  get writtenRatio(): number {
    return this.output?.pixelRatio ?? window.devicePixelRatio;
  }

  limitPixelRatio(largest: number): void {
    this.largestPixelRatio = largest;
  }

  /** Numbers of objects on the GPU. */
  get gpuObjects(): GpuObjects {
    const { geometries, textures } = this.renderer.info.memory;
    return { geometries, textures };
  }

  /** The largest side of a texture on this machine. */
  get largestTextureSide(): number {
    return this.renderer.capabilities.maxTextureSize;
  }

  /** Where the camera is, and what it looks at. */
  get cameraPlace(): CameraPlace {
    return { position: this.camera.position.toArray(), target: this.controls.target.toArray() };
  }

  /** Puts the camera where the user has sent it by keys. */
  private steer(to: CameraPlace): void {
    this.framesItself = false;
    this.flight = null;
    this.look(to);
  }

  private look({ position, target }: CameraPlace): void {
    this.camera.position.set(...position);
    this.controls.target.set(...target);
    this.controls.update();
  }

  /** Lets the camera fly to where it sees all corners from a direction; `speed` is a factor, 0 is there at once. */
  fly(to: Framing, speed: number): void {
    this.framesItself = false;
    const flight = new Flight(this.cameraPlace, placeThatSees(to, this.slopes), speed);
    this.flight = { flight, sinceMs: performance.now(), to, speed };
  }

  /** Looks at what lies as deep as a point, without turning: zooming goes as far as that then, and orbiting goes round it. */
  anchor(point: Point): void {
    const forward = this.camera.getWorldDirection(new Vector3());
    const depth = new Vector3(...point).sub(this.camera.position).dot(forward);
    if (depth > NEAREST) {
      this.controls.target.copy(this.camera.position).addScaledVector(forward, depth);
    }
  }

  /** Moves the camera, and fits it to the shape of the panes; true while it moves. First in a frame: much depends on it. */
  update(pane: Pane | undefined): boolean {
    if (pane !== undefined) {
      this.setAspect(pane.width / pane.height);
    }
    if (this.flight === null) {
      const isMoving = this.controls.update();
      this.report();
      return isMoving;
    }
    const nowMs = performance.now();
    const { flight, sinceMs } = this.flight;
    const place = flight.advance(nowMs - sinceMs);
    this.flight = flight.isOver ? null : { ...this.flight, sinceMs: nowMs };
    this.look(place);
    this.report();
    return true;
  }

  /** Tells where the camera is; seen from near, the controls take the end of its way for no change. */
  private report(): void {
    const { place } = this;
    if (isElsewhere(place, this.reported)) {
      this.reported = place;
      this.listener.moved();
    }
  }

  /** Clears to a colour and draws each scene into its pane. */
  draw(shots: readonly Shot[], width: number, height: number, background: readonly [number, number, number]): void {
    if (this.context.isLost) {
      return;
    }
    this.fit(width, height);
    this.camera.near = this.targetDistance * NEAR_SHARE;
    this.camera.updateProjectionMatrix();
    this.renderer.setScissorTest(false);
    this.renderer.setClearColor(new Color().setRGB(...(this.output?.backdrop ?? background), SRGBColorSpace));
    this.renderer.clear();
    this.renderer.setScissorTest(true);
    for (const { pane, scene } of shots) {
      const box = new Vector4(pane.x, height - pane.y - pane.height, pane.width, pane.height);
      box.multiplyScalar(this.drawnShare);
      this.renderer.setViewport(box);
      this.renderer.setScissor(box);
      this.renderer.render(scene, this.camera);
    }
  }

  /** The matrix from an object's coordinates to clip space. */
  clipMatrix(object: Matrix4): ClipMatrix {
    this.camera.updateMatrixWorld();
    return new Matrix4().multiplyMatrices(this.camera.projectionMatrix, this.camera.matrixWorldInverse).multiply(object)
      .elements;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /**
   * Fits the canvas to its place. Fewer pixels are drawn in the canvas' lower left corner, which the page magnifies: another
   * size of the canvas itself would cost its memory anew, and a frame with it.
   */
  private fit(width: number, height: number): void {
    const full = this.output?.pixelRatio ?? Math.min(window.devicePixelRatio, LARGEST_PIXEL_RATIO);
    if (this.size.width !== width || this.size.height !== height || this.renderer.getPixelRatio() !== full) {
      this.size = { width, height };
      // Both at once: each change of the canvas costs its memory anew.
      this.renderer.setDrawingBufferSize(width, height, full);
    }
    const share = this.pixelRatio / full;
    if (share !== this.drawnShare) {
      this.drawnShare = share;
      const { style } = this.renderer.domElement;
      style.transformOrigin = "0 100%";
      style.transform = share === 1 ? "" : `scale(${1 / share})`;
    }
  }

  private get slopes(): Slopes {
    const up = Math.tan((FIELD_OF_VIEW_DEGREES * Math.PI) / 360);
    return { up, across: up * this.camera.aspect };
  }

  private setAspect(aspect: number): void {
    if (Math.abs(this.camera.aspect - aspect) < 1e-4) {
      return;
    }
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
    if (this.framesItself) {
      this.frame();
    } else if (this.flight !== null) {
      // What is flown to opens its inspector, which takes some of the view.
      this.fly(this.flight.to, this.flight.speed);
    }
  }

  private frame(): void {
    this.look(placeThatSees(this.framing, this.slopes));
  }
}
