/** A snapshot's codes on the GPU as they were logged: integers, one texel a weight, nothing re-packed. */

import { ByteType, DataArrayTexture, NearestFilter, RedIntegerFormat, ShortType } from "three";
import type { Disposable } from "../../../disposables";
import type { Codes } from "../../../store/network/history";

/** Wide enough for few layers, small enough for any driver. */
const LARGEST_SIDE = 1024;

/** Texels across, down and behind each other that hold so many codes, on a GPU that allows sides of `largestSide`. */
export function textureSize(
  codes: number,
  largestSide: number,
): readonly [width: number, height: number, depth: number] {
  const width = Math.min(LARGEST_SIDE, largestSide, Math.max(1, codes));
  const rows = Math.max(1, Math.ceil(codes / width));
  const height = Math.min(LARGEST_SIDE, largestSide, rows);
  return [width, height, Math.ceil(rows / height)];
}

export class CodesTexture implements Disposable {
  readonly texture: DataArrayTexture;
  private readonly texels: Codes;

  /** For snapshots of so many codes, of one byte each or two. */
  constructor(codes: number, isWide: boolean, largestSide: number) {
    const [width, height, depth] = textureSize(codes, largestSide);
    const count = width * height * depth;
    this.texels = isWide ? new Int16Array(count) : new Int8Array(count);
    this.texture = new DataArrayTexture(this.texels, width, height, depth);
    this.texture.format = RedIntegerFormat;
    this.texture.type = isWide ? ShortType : ByteType;
    this.texture.internalFormat = isWide ? "R16I" : "R8I";
    this.texture.magFilter = NearestFilter;
    this.texture.minFilter = NearestFilter;
    this.texture.unpackAlignment = 1;
    this.texture.generateMipmaps = false;
  }

  /** What it takes on the GPU, and as a copy that survives a lost context. */
  get bytes(): number {
    return 2 * this.texels.byteLength;
  }

  /** Whether snapshots like this one fit. */
  fits(codes: Codes): boolean {
    return codes.constructor === this.texels.constructor && codes.length <= this.texels.length;
  }

  /** Sends a snapshot with the next frame. */
  fill(codes: Codes): void {
    this.texels.set(codes);
    this.texture.needsUpdate = true;
  }

  dispose(): void {
    this.texture.dispose();
  }
}
