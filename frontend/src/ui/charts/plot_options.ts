/** How uPlot draws lines in TensorBoard's looks. */

import uPlot from "uplot";
import { axisLabels, type Domain } from "../../store/axis";
import type { AxisScale } from "../../store/charts/axis_scale";
import { axisNumber, number } from "../strings/format";

export interface PlotLine {
  readonly label: string;
  readonly color: string;
  /** Pixels drawn, pixels left out, and so on; a whole line where it is empty or left out. */
  readonly dash?: readonly number[];
  /** Not written in the tooltip, and thinner: the edge of a band. */
  readonly isEdge?: boolean;
}

/** A filled area between two lines, by their numbers. */
export interface PlotBand {
  readonly upper: number;
  readonly lower: number;
  /** 0 to 1. */
  readonly opacity: number;
}

export interface PlotLook {
  readonly lines: readonly PlotLine[];
  readonly bands: readonly PlotBand[];
  readonly scale: AxisScale;
  readonly domain: Domain;
  /** Whether it is so small that only the ends of its axes have numbers. */
  readonly isSmall: boolean;
}

/** Colours of the page around the lines. */
export interface PlotColors {
  readonly text: string;
  readonly grid: string;
}

const FONT = "11px Roboto, Arial, sans-serif";
const AXIS_WIDTH_PIXELS = 48;
const SMALL_AXIS_WIDTH_PIXELS = 42;
const AXIS_HEIGHT_PIXELS = 22;
const LABEL_SPACING_PIXELS = 54;

/** Whether two looks are the same. */
export function samePlotLook(a: PlotLook, b: PlotLook): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The options of a plot of this size. */
export function plotOptions(look: PlotLook, colors: PlotColors, width: number, height: number): uPlot.Options {
  const { scale, domain, isSmall } = look;
  const line = { stroke: colors.grid, width: 1 };
  const axis = { stroke: colors.text, font: FONT, ticks: { show: false }, grid: line, gap: 6 };
  return {
    width,
    height,
    padding: [6, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, width: 2, stroke: (plot, index) => strokeOf(plot, index), fill: "transparent" },
    },
    scales: {
      x: { time: false, range: () => [domain.first, Math.max(domain.last, domain.first + 1)] },
      y: { distr: scale.isLogarithmic ? 3 : 1, range: () => [scale.low, scale.high] },
    },
    axes: [
      {
        ...axis,
        size: AXIS_HEIGHT_PIXELS,
        grid: { show: false },
        splits: (plot) => axisLabels(domain, plot.bbox.width / uPlot.pxRatio, LABEL_SPACING_PIXELS),
        values: (_, splits) => splits.map(number),
      },
      {
        ...axis,
        size: isSmall ? SMALL_AXIS_WIDTH_PIXELS : AXIS_WIDTH_PIXELS,
        space: isSmall ? 24 : 32,
        // Of a logarithmic axis only powers of ten have a number and a line, unless there are too few of them.
        ...(scale.isLogarithmic
          ? { splits: () => logarithmicSplits(scale, isSmall ? 3 : 6), filter: (_: uPlot, splits: number[]) => splits }
          : {}),
        values: (_, splits) => splits.map(axisNumber),
      },
    ],
    series: [{}, ...look.lines.map(series)],
    bands: look.bands.map(({ upper, lower, opacity }) => ({
      series: [upper + 1, lower + 1],
      fill: withOpacity(look.lines[upper]?.color ?? colors.text, opacity),
    })),
  };
}

/** Powers of ten within a logarithmic scale, every so many of them that not more than `most` are left; its ends where there are none. */
export function logarithmicSplits({ low, high }: AxisScale, most: number): number[] {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  if (last <= first) {
    const half = Math.log10(low) + (Math.log10(high) - Math.log10(low)) / 2;
    return [low, 10 ** half, high].map((value) => Number(value.toPrecision(1)));
  }
  const stride = Math.ceil((last - first + 1) / most);
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => 10 ** (first + index * stride));
}

function series({ label, color, dash = [], isEdge = false }: PlotLine): uPlot.Series {
  return {
    label,
    stroke: isEdge ? "transparent" : color,
    width: isEdge ? 0 : 1.75,
    dash: [...dash],
    points: { show: !isEdge, size: 5, width: 0, fill: color, filter: (plot, index) => lonelyPoints(plot, index) },
  };
}

/** A number between gaps has no line to be seen by. */
function lonelyPoints(plot: uPlot, index: number): number[] {
  const values = [...(plot.data[index] ?? [])];
  const known = values.flatMap((value, place) => (value === undefined ? [] : [{ value, place }]));
  return known.flatMap(({ value, place }, at) => {
    const isAlone = (known[at - 1]?.value ?? null) === null && (known[at + 1]?.value ?? null) === null;
    return value !== null && isAlone ? [place] : [];
  });
}

function strokeOf(plot: uPlot, index: number): string {
  const { stroke } = plot.series[index] ?? {};
  return typeof stroke === "function" ? String(stroke(plot, index)) : String(stroke ?? "transparent");
}

function withOpacity(color: string, opacity: number): string {
  return `color-mix(in srgb, ${color} ${Math.round(opacity * 100)}%, transparent)`;
}
