import { color, lab } from "d3-color";
import { interpolateCividis, interpolateMagma, interpolatePlasma, interpolateViridis } from "d3-scale-chromatic";
import type { Plugin } from "vite";
import type { ColorScheme } from "../src/store/settings";

const MODULE = "virtual:color-tables";
/** Every fifth texel of the tables that the page makes of them: between these, the schemes are straight. */
const STOPS = 52;

/** What is drawn where a value is zero: a grey that stands out from the page's view just so far that a slab is seen. */
const NEUTRAL = { dark: "#3a3c42", light: "#f0f0f2" } as const;
type Theme = keyof typeof NEUTRAL;

interface Scheme {
  sequential(share: number): string;
  /** Where its ends are cut, since they would drown in the page's background: the dark one on dark, the bright one on light. */
  readonly darkFrom: number;
  readonly lightTo: number;
  /** The colours of the lowest and of the highest value, as bright on dark as they are deep on light. */
  readonly diverging: Readonly<Record<Theme, readonly [string, string]>>;
}

const SCHEMES: Readonly<Record<ColorScheme, Scheme>> = {
  blue_orange: {
    sequential: interpolateViridis,
    darkFrom: 0.26,
    lightTo: 0.86,
    diverging: { dark: ["#62abff", "#ff9d3f"], light: ["#1d5bb0", "#d2560b"] },
  },
  purple_green: {
    sequential: interpolateMagma,
    darkFrom: 0.36,
    lightTo: 0.8,
    diverging: { dark: ["#bb8cf5", "#86d65c"], light: ["#6a2a9c", "#1b7837"] },
  },
  blue_red: {
    sequential: interpolatePlasma,
    darkFrom: 0.26,
    lightTo: 0.84,
    diverging: { dark: ["#5fa8f5", "#ff7a66"], light: ["#2166ac", "#b2182b"] },
  },
  brown_teal: {
    sequential: interpolateCividis,
    darkFrom: 0.24,
    lightTo: 0.84,
    diverging: { dark: ["#e0a854", "#3fd0bd"], light: ["#8c510a", "#01665e"] },
  },
};

/**
 * Bakes the colour schemes into tables of a few stops, so that the page carries bytes instead of a colour library. Each
 * scheme has a sequential table, and a diverging one whose middle is as neutral as the page behind it.
 */
export function colorTables(): Plugin {
  const schemes = Object.entries(SCHEMES);
  const sequential = schemes.map(([name, { sequential: interpolate, darkFrom, lightTo }]) => [
    name,
    {
      dark: encoded((share) => interpolate(darkFrom + (1 - darkFrom) * share)),
      light: encoded((share) => interpolate(lightTo * share)),
    },
  ]);
  const diverging = schemes.map(([name, { diverging: ends }]) => [
    name,
    { dark: encoded(between(ends.dark, NEUTRAL.dark)), light: encoded(between(ends.light, NEUTRAL.light)) },
  ]);
  return {
    name: "color-tables",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) =>
      id === `\0${MODULE}`
        ? [
            `export const sequential = ${JSON.stringify(Object.fromEntries(sequential))};`,
            `export const diverging = ${JSON.stringify(Object.fromEntries(diverging))};`,
          ].join("\n")
        : undefined,
  };
}

/** The RGB bytes of the stops of a scheme, in base 64. */
function encoded(interpolate: (share: number) => string): string {
  const bytes = Array.from({ length: STOPS }, (_, stop) => {
    const rgb = color(interpolate(stop / (STOPS - 1)))?.rgb();
    if (rgb === undefined) {
      throw new Error(`no colour at stop ${stop}`);
    }
    return [rgb.r, rgb.g, rgb.b].map((value) => Math.min(255, Math.max(0, Math.round(value))));
  });
  return Buffer.from(bytes.flat()).toString("base64");
}

/** From one end over the middle to the other, in even steps for the eye: straight in CIE Lab. */
function between([lowest, highest]: readonly [string, string], middle: string): (share: number) => string {
  return (share) => {
    const from = lab(middle);
    const to = lab(share < 0.5 ? lowest : highest);
    const part = Math.abs(share - 0.5) * 2;
    return lab(
      from.l + (to.l - from.l) * part,
      from.a + (to.a - from.a) * part,
      from.b + (to.b - from.b) * part,
    ).formatRgb();
  };
}
