/** One slab seen from near, with a column for each of its cells. */

import { BoxGeometry, GLSL3, InstancedBufferGeometry, Mesh, ShaderMaterial, Vector2, Vector3, Vector4 } from "three";
import type { Disposable } from "../../../disposables";
import type { Slab } from "../../../store/building/plan";
import { RELIEF_FRAGMENT_SHADER, RELIEF_VERTEX_SHADER } from "./relief_shaders";
import type { SlabsMesh } from "./slabs_mesh";

/** How high a column is whose colour is full, in the building's units. */
const HEIGHT = 0.2;

export class ReliefMesh implements Disposable {
  readonly object: Mesh;
  private readonly geometry = new InstancedBufferGeometry();
  private readonly material: ShaderMaterial;

  /** Shares textures and colours with the slabs that it stands among. */
  constructor(private readonly slabs: SlabsMesh) {
    const box = new BoxGeometry(1, 1, 1);
    this.geometry.index = box.index;
    for (const name of ["position", "normal"]) {
      this.geometry.setAttribute(name, box.getAttribute(name));
    }
    this.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: RELIEF_VERTEX_SHADER,
      fragmentShader: RELIEF_FRAGMENT_SHADER,
      uniforms: {
        ...slabs.sharedUniforms,
        place: { value: new Vector3() },
        size: { value: new Vector2() },
        cells: { value: new Vector4() },
        layout_: { value: new Vector4() },
        scales: { value: new Vector4() },
        height: { value: HEIGHT },
      },
    });
    this.object = new Mesh(this.geometry, this.material);
    this.object.frustumCulled = false;
    this.object.visible = false;
  }

  /** Stands on a slab, by its number; null: on none. */
  show(number: number | null): void {
    const slab = number === null ? undefined : this.slabs.slabs[number];
    this.object.visible = slab !== undefined;
    if (number === null || slab === undefined) {
      return;
    }
    const { rows, columns, x, y, z, width, height } = slab;
    this.geometry.instanceCount = cellCount(slab);
    const { uniforms } = this.material;
    uniforms["place"]?.value.set(x, y, z);
    uniforms["size"]?.value.set(width, height);
    uniforms["cells"]?.value.set(...rows, ...columns);
    uniforms["layout_"]?.value.fromArray(this.slabs.layoutOf(number));
    uniforms["scales"]?.value.fromArray(this.slabs.decodingOf(number));
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }
}

function cellCount({ rows, columns }: Slab): number {
  return (rows[1] - rows[0]) * (columns[1] - columns[0]);
}
