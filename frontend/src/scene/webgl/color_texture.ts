import { DataTexture, LinearFilter } from "three";
import { COLOR_TABLES } from "../../store/colors";
import type { Theme } from "../../store/state";

/** The colour table of a theme as a texture of one row. */
export function colorTexture(theme: Theme): DataTexture {
  const table = COLOR_TABLES[theme];
  const texture = new DataTexture(new Uint8Array(table), table.length / 4, 1);
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
