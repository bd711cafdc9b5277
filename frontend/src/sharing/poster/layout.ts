/** Where everything stands on a poster, in CSS pixels. Pure. */

import type { Pane } from "../../store/panes";
import type { Size } from "../../store/state";
import type { Captions, Legend, Parts } from "./figure";
import { type Measure, shortened, wrapped } from "./text";

export const EDGE_PIXELS = 20;
export const HEADER_PIXELS = 60;
/** The line that shows how far the training is. */
export const PROGRESS_PIXELS = 2;
export const LEGEND_WIDTH = 210;
export const BAR_HEIGHT = 10;
export const LINE_PIXELS = 17;
const LABEL_PIXELS = 16;
const COLUMN_GAP = 36;
const NARROWEST_COLUMN = 260;
const BOTTOM_PIXELS = 22;
/** Of a poster whose height is given, the picture keeps at least so much. */
const LEAST_PICTURE_SHARE = 0.5;
const MOST_LINES = 12;
const NOWHERE: Pane = { x: 0, y: 0, width: 0, height: 0 };

/** Either the poster's own size, or that of the picture in it. */
export type PosterSize = { readonly whole: Size } | { readonly picture: Size };

/** A few words under a label and a title. */
export interface Block {
  readonly label: string;
  readonly title: string;
  readonly text: string;
}

export interface PlacedBlock {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface PosterLayout {
  readonly size: Size;
  readonly header: Pane | null;
  readonly picture: Pane;
  readonly footer: Pane | null;
  readonly legend: Pane | null;
  /** Where the lines of the legend begin. */
  readonly notes: Pane;
  readonly blocks: readonly PlacedBlock[];
}

export interface PosterContent {
  readonly parts: Parts;
  readonly legend: Pick<Legend, "table" | "ends" | "notes">;
  readonly blocks: readonly Block[];
  /** Width of the text of a block, and of its title. */
  readonly measure: Measure;
  readonly measureTitle: Measure;
}

/** The words of the captions that are wanted, in the order in which they stand. */
export function blocksOf(
  { insight, explanation }: Captions,
  parts: Parts,
  labels: Readonly<Record<"insight" | "explanation", string>>,
): readonly Block[] {
  return [
    ...(parts.insight && insight !== undefined
      ? [{ label: labels.insight, title: insight.title, text: insight.sentence }]
      : []),
    ...(parts.explanation && explanation !== undefined
      ? [{ label: labels.explanation, title: explanation.title, text: explanation.what }]
      : []),
  ];
}

/** A header, the picture, and below it the legend with what is said beside it. */
export function layoutPoster(size: PosterSize, content: PosterContent): PosterLayout {
  const { width } = "whole" in size ? size.whole : size.picture;
  const headerHeight = content.parts.names || content.parts.phase ? HEADER_PIXELS : 0;
  const most =
    "whole" in size ? size.whole.height * (1 - LEAST_PICTURE_SHARE) - headerHeight : Number.POSITIVE_INFINITY;
  const footer = footerOf(width, most, content);
  const height = "whole" in size ? size.whole.height : headerHeight + size.picture.height + footer.height;
  const picture = { x: 0, y: headerHeight, width, height: Math.max(1, height - headerHeight - footer.height) };
  const top = picture.y + picture.height;
  return {
    size: { width, height },
    header: headerHeight === 0 ? null : { x: 0, y: 0, width, height: headerHeight },
    picture,
    footer: footer.height === 0 ? null : { x: 0, y: top, width, height: footer.height },
    legend: footer.legend === null ? null : { ...footer.legend, y: top + footer.legend.y },
    notes: { ...footer.notes, y: top + footer.notes.y },
    blocks: footer.blocks.map((block) => ({ ...block, y: top + block.y })),
  };
}

interface Footer {
  readonly height: number;
  readonly legend: Pane | null;
  readonly notes: Pane;
  readonly blocks: readonly PlacedBlock[];
}

/** What stands below the picture, from its own top on. */
function footerOf(width: number, mostHeight: number, content: PosterContent): Footer {
  const { parts, blocks } = content;
  if (!parts.legend && blocks.length === 0) {
    return { height: 0, legend: null, notes: NOWHERE, blocks: [] };
  }
  const { scale, notes } = placeLegend(width, content);
  const legend = parts.legend ? scale : null;
  const legendEnd = parts.legend ? Math.max(scale.y + scale.height, notes.y + notes.height) : 0;
  const beside = legend === null ? EDGE_PIXELS : legend.x + legend.width + COLUMN_GAP;
  const isBeside = width - beside - EDGE_PIXELS >= NARROWEST_COLUMN;
  const left = isBeside ? beside : EDGE_PIXELS;
  const top = isBeside || legend === null ? EDGE_PIXELS : legendEnd + EDGE_PIXELS;
  const placed = placeBlocks({ left, top, right: width - EDGE_PIXELS, bottom: mostHeight - BOTTOM_PIXELS }, content);
  return { height: Math.max(legendEnd, placed.end) + BOTTOM_PIXELS, legend, notes, blocks: placed.blocks };
}

/** How high the scale of a legend is. */
function scaleHeight({ table, ends }: PosterContent["legend"]): number {
  return LINE_PIXELS + (table === null ? 0 : BAR_HEIGHT + 6) + (ends.length > 0 ? LINE_PIXELS : 0);
}

/** The lines of a legend stand beside its scale where nothing else wants to, else below it. */
function placeLegend(width: number, { legend, blocks }: PosterContent): { readonly scale: Pane; readonly notes: Pane } {
  const scale = { x: EDGE_PIXELS, y: EDGE_PIXELS, width: LEGEND_WIDTH, height: scaleHeight(legend) };
  const height = legend.notes.length * LINE_PIXELS;
  const beside = EDGE_PIXELS + LEGEND_WIDTH + COLUMN_GAP;
  return blocks.length === 0 && width - beside - EDGE_PIXELS >= LEGEND_WIDTH
    ? { scale, notes: { x: beside, y: EDGE_PIXELS, width: LEGEND_WIDTH, height } }
    : { scale, notes: { x: EDGE_PIXELS, y: scale.y + scale.height, width: LEGEND_WIDTH, height } };
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  /** As far down as words may go. */
  readonly bottom: number;
}

/** Blocks side by side where they have room, else one below the other. */
function placeBlocks(
  { left, top, right, bottom }: Room,
  { blocks, measure, measureTitle }: PosterContent,
): { readonly blocks: readonly PlacedBlock[]; readonly end: number } {
  const columns = Math.max(
    1,
    Math.min(blocks.length, Math.floor((right - left + COLUMN_GAP) / (NARROWEST_COLUMN + COLUMN_GAP))),
  );
  const width = (right - left - COLUMN_GAP * (columns - 1)) / columns;
  const rows = Math.ceil(blocks.length / columns);
  const roomForRow = (bottom - top) / Math.max(1, rows);
  const most = Math.min(MOST_LINES, Math.floor((roomForRow - LABEL_PIXELS - LINE_PIXELS - 4) / LINE_PIXELS));
  const placed: PlacedBlock[] = [];
  let y = top;
  for (let row = 0; row < rows; row += 1) {
    const its = blocks.slice(row * columns, (row + 1) * columns).map((block, column) => ({
      x: left + column * (width + COLUMN_GAP),
      y,
      label: block.label,
      title: shortened(block.title, width, measureTitle),
      lines: wrapped(block.text, width, Math.max(1, most), measure),
    }));
    placed.push(...its);
    const lines = Math.max(...its.map((one) => one.lines.length));
    y += LABEL_PIXELS + LINE_PIXELS + 4 + lines * LINE_PIXELS + (row < rows - 1 ? EDGE_PIXELS / 2 : 0);
  }
  return { blocks: placed, end: y };
}
