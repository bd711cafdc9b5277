import { DataTexture, LinearFilter } from "three";

/** A colour table, RGBA bytes, as a texture of one row. */
export function colorTexture(table: Uint8Array): DataTexture {
  const texture = new DataTexture(new Uint8Array(table), table.length / 4, 1);
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
