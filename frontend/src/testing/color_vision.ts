/** How people without a kind of cones see colours, for tests. */

import { lab, rgb } from "d3-color";

export type Triple = readonly [number, number, number];

/** Machado, Oliveira and Fernandes 2009, severity 1: what linear RGB looks like to people who lack a kind of cones. */
const DEFICIENCIES = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152_286, 1.052_583, -0.204_868, 0.114_503, 0.786_281, 0.099_216, -0.003_882, -0.048_116, 1.051_998],
  deuteranopia: [0.367_322, 0.860_646, -0.227_968, 0.280_085, 0.672_501, 0.047_413, -0.011_82, 0.042_94, 0.968_881],
  tritanopia: [1.255_528, -0.076_749, -0.178_779, -0.078_411, 0.930_809, 0.147_602, 0.004_733, 0.691_367, 0.3039],
} as const;
export type Deficiency = keyof typeof DEFICIENCIES;
export const EYES = Object.keys(DEFICIENCIES) as Deficiency[];

/** A colour as bytes. */
export function bytesOf(text: string): Triple {
  const { r, g, b } = rgb(text);
  return [r, g, b];
}

/** A colour in CIE Lab as it is seen. */
export function seen(color: Triple, deficiency: Deficiency): Triple {
  const linear = color.map((byte) => toLinear(byte / 255));
  const matrix = DEFICIENCIES[deficiency];
  const [r = 0, g = 0, b = 0] = [0, 3, 6].map((row) => {
    const value = [0, 1, 2].reduce((sum, column) => sum + (matrix[row + column] ?? 0) * (linear[column] ?? 0), 0);
    return 255 * fromLinear(Math.min(1, Math.max(0, value)));
  });
  const { l, a, b: yellowness } = lab(rgb(r, g, b));
  return [l, a, yellowness];
}

/** How different two colours look, in units of CIE Lab, of which one is hardly seen. */
export function distance(one: Triple, other: Triple, deficiency: Deficiency): number {
  const [a, b] = [seen(one, deficiency), seen(other, deficiency)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function toLinear(value: number): number {
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}
