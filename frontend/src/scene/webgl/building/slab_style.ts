/** What all slabs of the picture have in common, as the store has it. */

import { Color } from "three";
import { BUILDING_COLORS } from "../../../store/building_colors";
import { NONFINITE_COLOR, PICTURE_COLORS, type Rgb } from "../../../store/colors";
import type { Store } from "../../../store/state";
import type { SlabStyle } from "./slabs_mesh";

const RELIEF = 0.9;
/** Half of the depth in which slabs fade into the background, in units of the scene. */
const REACH = 2;

/** The style at this distance from the camera to what it looks at. */
export function slabStyle({ choices, theme, network }: Store, targetDistance: number): SlabStyle {
  const { settings } = choices.peek();
  const { ink, absent } = BUILDING_COLORS[theme.peek()];
  const { r, g, b } = new Color(NONFINITE_COLOR).convertLinearToSRGB();
  const broken: Rgb = [r, g, b];
  return {
    commonRange: settings.scale === "common" ? network.commonRange.peek() : 0,
    relief: settings.height ? RELIEF : 0,
    opacity: settings.opacity,
    background: PICTURE_COLORS[theme.peek()].background,
    ink,
    absent,
    broken,
    targetDistance,
    reach: REACH,
  };
}
