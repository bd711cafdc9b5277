import { type DataTexture, Scene } from "three";
import type { Disposable } from "../../../disposables";
import type { Frame } from "../../../store/frame";
import { CloudPoints } from "./cloud_points";
import { Floor } from "./floor";

/** What one pane holds between frames: its points and the floor under them. */
export class Actor implements Disposable {
  readonly scene = new Scene();
  readonly floor = new Floor();
  readonly cloud: CloudPoints;

  constructor(points: number, colors: DataTexture) {
    this.cloud = new CloudPoints(points, colors);
    this.scene.add(this.floor.object, this.cloud.object);
  }

  /** Brings a frame to the unit sphere around the origin. */
  place({ center, radius }: Frame): void {
    const scale = 1 / radius;
    const { object } = this.cloud;
    object.matrix.makeScale(scale, scale, scale);
    object.matrix.setPosition(-center[0] * scale, -center[1] * scale, -center[2] * scale);
    object.matrixWorldNeedsUpdate = true;
  }

  dispose(): void {
    this.cloud.dispose();
    this.floor.dispose();
  }
}
