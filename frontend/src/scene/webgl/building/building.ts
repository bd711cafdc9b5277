/** What one pane holds between frames: the building of a run, brought to the size of the scene. */

import { type DataTexture, Group, Scene, Vector3 } from "three";
import { type Disposable, DisposableStore } from "../../../disposables";
import type { BuildingPlan } from "../../../store/building/plan";
import { boxCorners } from "../../fitting";
import type { Point } from "../../flight";
import { BuildingFrame } from "./frame";
import { ReliefMesh } from "./relief_mesh";
import { SlabsMesh } from "./slabs_mesh";

/** A building's half height in the scene, unless it is wide. */
const HALF_HEIGHT = 1;
const WIDEST = 1.5;

export class Building implements Disposable {
  readonly scene = new Scene();
  readonly object = new Group();
  readonly slabs: SlabsMesh;
  readonly frame: BuildingFrame;
  readonly relief: ReliefMesh;
  /** Units of the scene per unit of the plan. */
  readonly scale: number;
  private readonly disposables = new DisposableStore();

  constructor(
    readonly plan: BuildingPlan,
    colors: DataTexture,
    largestTextureSide: number,
  ) {
    this.slabs = this.disposables.add(new SlabsMesh(plan.slabs, colors, largestTextureSide));
    this.frame = this.disposables.add(new BuildingFrame(plan));
    this.relief = this.disposables.add(new ReliefMesh(this.slabs));
    this.frame.object.renderOrder = -1;
    this.object.add(this.frame.object, this.slabs.object, this.relief.object);
    this.scene.add(this.object);
    const { lowest, highest } = plan;
    const [width, height] = [highest[0] - lowest[0], highest[1] - lowest[1]];
    this.scale = (2 * HALF_HEIGHT) / Math.max(height, width / WIDEST, 1e-6);
    this.object.matrixAutoUpdate = false;
    this.object.matrix.makeScale(this.scale, this.scale, this.scale);
    this.object.matrix.setPosition(
      (-this.scale * (lowest[0] + highest[0])) / 2,
      (-this.scale * (lowest[1] + highest[1])) / 2,
      (-this.scale * (lowest[2] + highest[2])) / 2,
    );
    this.object.matrixWorldNeedsUpdate = true;
  }

  /** The corners of the building in the scene, with room above it for its run's name: a share of its height. */
  cornersBelow(titleShare: number): readonly Point[] {
    const { lowest, highest } = this.plan;
    const height = highest[1] - lowest[1];
    return this.cornersOf(lowest, [highest[0], highest[1] + titleShare * height, highest[2]]);
  }

  /** The corners of a box of the plan in the scene. */
  cornersOf(lowest: Point, highest: Point): readonly Point[] {
    const inScene = (point: Point): Point => new Vector3(...point).applyMatrix4(this.object.matrix).toArray();
    return boxCorners(inScene(lowest), inScene(highest));
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
