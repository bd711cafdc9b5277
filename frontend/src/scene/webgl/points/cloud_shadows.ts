/** The shadows of a cloud's points on the floor: of so many of them that they can be told apart. */

import { BufferAttribute, BufferGeometry, GLSL3, type IUniform, Points, ShaderMaterial, Sphere, Vector3 } from "three";
import type { Disposable } from "../../../disposables";
import { spreadIndices } from "../../../store/spread";
import { SHADOW_FRAGMENT_SHADER, SHADOW_VERTEX_SHADER } from "./point_shaders";

/** More would be one stain, and take as long as the points. */
const MOST_SHADOWS = 4000;

export interface ShadowStyle {
  readonly floorHeight: number;
  readonly shadowStrength: number;
  /** Of the points, 0 to 1. */
  readonly opacity: number;
}

export class CloudShadows implements Disposable {
  readonly object: Points;
  private readonly geometry = new BufferGeometry();
  private readonly floorHeight = { value: 0 };
  private readonly strength = { value: 0 };
  private readonly material: ShaderMaterial;

  /** Shadows of points that lie in the attributes `before` and `after` of a geometry; `uniforms` are those of the points. */
  constructor(of: BufferGeometry, points: number, uniforms: Readonly<Record<string, IUniform>>) {
    this.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SHADOW_VERTEX_SHADER,
      fragmentShader: SHADOW_FRAGMENT_SHADER,
      transparent: true,
      depthWrite: false,
      uniforms: { ...uniforms, floorHeight: this.floorHeight, strength: this.strength },
    });
    for (const name of ["before", "after", "position"]) {
      this.geometry.setAttribute(name, of.getAttribute(name));
    }
    this.geometry.boundingSphere = new Sphere(new Vector3(), Number.POSITIVE_INFINITY);
    if (points > MOST_SHADOWS) {
      this.geometry.setIndex(new BufferAttribute(spreadIndices(points, MOST_SHADOWS), 1));
    } else {
      this.geometry.setDrawRange(0, points);
    }
    this.object = new Points(this.geometry, this.material);
    this.object.renderOrder = -1;
    this.object.frustumCulled = false;
  }

  /** Casts them onto a floor at this height. */
  show({ floorHeight, shadowStrength, opacity }: ShadowStyle): void {
    this.floorHeight.value = floorHeight;
    this.strength.value = shadowStrength * opacity;
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }
}
