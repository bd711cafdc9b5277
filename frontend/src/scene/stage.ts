/** One renderer and one camera for all panes: a browser gives a page only sixteen WebGL contexts. */

import { Color, Matrix4, PerspectiveCamera, type Scene, SRGBColorSpace, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { type Disposable, DisposableStore } from "../disposables";
import type { Pane } from "../store/panes";
import type { ClipMatrix } from "./projector";
import { WebglMissingError } from "./webgl_missing_error";

const FIELD_OF_VIEW_DEGREES = 30;
/** Radius around the middle that the camera frames, in units of the cloud's own. */
const FRAMED_RADIUS = 1.25;
const VIEW_DIRECTION = new Vector3(0.62, 0.46, 1).normalize();
const TARGET = new Vector3(0, -0.1, 0);
const LARGEST_PIXEL_RATIO = 2;

export interface Shot {
  readonly pane: Pane;
  readonly scene: Scene;
}

export class Stage implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly renderer: WebGLRenderer;
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.05, 60);
  private readonly controls: OrbitControls;
  private size = { width: 0, height: 0 };
  private framesItself = true;

  /**
   * Draws on `canvas`, listens on `surface`. `onMove` is called with the camera's place whenever the user has moved it,
   * `onRestore` after the graphics driver has lost and given back the context.
   */
  constructor(canvas: HTMLCanvasElement, surface: HTMLElement, onMove: () => void, onRestore: () => void) {
    try {
      this.renderer = this.disposables.add(
        new WebGLRenderer({ canvas, antialias: true, powerPreference: "high-performance" }),
      );
    } catch (error) {
      throw new WebglMissingError(String(error), { cause: error });
    }
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.autoClear = false;
    this.controls = this.disposables.add(new OrbitControls(this.camera, surface));
    this.controls.enableDamping = true;
    this.controls.dampingFactor = 0.12;
    this.controls.zoomToCursor = false;
    this.controls.minDistance = 0.15;
    this.controls.maxDistance = 30;
    this.controls.addEventListener("start", () => {
      this.framesItself = false;
    });
    this.disposables.listen(canvas, "webglcontextlost", (event) => event.preventDefault());
    this.disposables.listen(canvas, "webglcontextrestored", onRestore);
    this.frame();
    this.controls.addEventListener("change", onMove);
  }

  /** Distance from the camera to what it looks at. */
  get targetDistance(): number {
    return this.camera.position.distanceTo(this.controls.target);
  }

  /** Distance at which the camera frames the cloud by itself. */
  get framingDistance(): number {
    const half = Math.tan((FIELD_OF_VIEW_DEGREES * Math.PI) / 360);
    return FRAMED_RADIUS / (half * Math.min(1, this.camera.aspect * 0.94));
  }

  /** Position and target, six numbers; null while the camera frames the cloud by itself. */
  get place(): readonly number[] | null {
    return this.framesItself ? null : [...this.camera.position.toArray(), ...this.controls.target.toArray()];
  }

  /** Puts the camera to a place, or, with null, lets it frame the cloud by itself. */
  set place(place: readonly number[] | null) {
    if (place === null) {
      this.framesItself = true;
      this.frame();
      return;
    }
    const [x = 0, y = 0, z = 1, targetX = 0, targetY = 0, targetZ = 0] = place;
    this.framesItself = false;
    this.camera.position.set(x, y, z);
    this.controls.target.set(targetX, targetY, targetZ);
    this.controls.update();
  }

  /** Moves the camera as its inertia demands; true while it is moving. */
  update(): boolean {
    return this.controls.update();
  }

  /** Clears to a colour and draws each scene into its pane. */
  draw(shots: readonly Shot[], width: number, height: number, background: readonly [number, number, number]): void {
    const ratio = Math.min(window.devicePixelRatio, LARGEST_PIXEL_RATIO);
    if (this.size.width !== width || this.size.height !== height || this.renderer.getPixelRatio() !== ratio) {
      this.size = { width, height };
      this.renderer.setPixelRatio(ratio);
      this.renderer.setSize(width, height, false);
    }
    const [first] = shots;
    if (first !== undefined) {
      this.setAspect(first.pane.width / first.pane.height);
    }
    this.renderer.setScissorTest(false);
    this.renderer.setClearColor(new Color().setRGB(...background, SRGBColorSpace));
    this.renderer.clear();
    this.renderer.setScissorTest(true);
    for (const { pane, scene } of shots) {
      const bottom = height - pane.y - pane.height;
      this.renderer.setViewport(pane.x, bottom, pane.width, pane.height);
      this.renderer.setScissor(pane.x, bottom, pane.width, pane.height);
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

  private setAspect(aspect: number): void {
    if (Math.abs(this.camera.aspect - aspect) < 1e-4) {
      return;
    }
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
    if (this.framesItself) {
      this.frame();
    }
  }

  private frame(): void {
    this.controls.target.copy(TARGET);
    this.camera.position.copy(VIEW_DIRECTION).multiplyScalar(this.framingDistance).add(TARGET);
    this.controls.update();
  }
}
