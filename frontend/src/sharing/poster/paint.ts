/** Paints a poster on a 2D canvas: the picture, and around it what it takes to understand it without the page. */

import { cssColor, PICTURE_COLORS, type PictureColors, type Rgb } from "../../store/colors";
import type { Pane } from "../../store/panes";
import type { Theme } from "../../store/state";
import type { Figure, Legend, Parts } from "./figure";
import { BAR_HEIGHT, EDGE_PIXELS, LINE_PIXELS, type PlacedBlock, type PosterLayout, PROGRESS_PIXELS } from "./layout";
import { type Measure, shortened } from "./text";

const FAMILY = "Roboto, Arial, sans-serif";
export const FONTS = {
  title: `500 19px ${FAMILY}`,
  subtitle: `12px ${FAMILY}`,
  step: `500 17px ${FAMILY}`,
  phase: `500 12px ${FAMILY}`,
  run: `500 13px ${FAMILY}`,
  note: `12px ${FAMILY}`,
  label: `500 10px ${FAMILY}`,
  blockTitle: `500 13px ${FAMILY}`,
  text: `12px ${FAMILY}`,
  credit: `10px ${FAMILY}`,
} as const;

const MADE_WITH = "made with ParamViz";
const HALO_PIXELS = 3;
const DOT_PIXELS = 5;
const BAR_RADIUS = 2;
const MARK_PIXELS = 10;
const HEADER_TITLE_BASELINE = 28;
const HEADER_LINE_BASELINE = 47;

export interface PosterLook {
  readonly theme: Theme;
  /** Behind everything. */
  readonly fill: Rgb;
  readonly accent: string;
}

/** What is painted: a figure, where it stands, and the layers of its picture, the lowest first. */
export interface Sheet {
  readonly figure: Figure;
  readonly parts: Parts;
  readonly layout: PosterLayout;
  readonly layers: readonly CanvasImageSource[];
  readonly look: PosterLook;
}

/** Paints all of it; the context is in CSS pixels. */
export function paintPoster(context: CanvasRenderingContext2D, sheet: Sheet): void {
  const { layout, look, layers, parts, figure } = sheet;
  const colors = PICTURE_COLORS[look.theme];
  const { width, height } = layout.size;
  context.fillStyle = cssColor(look.fill);
  context.fillRect(0, 0, width, height);
  const { x, y, width: across, height: down } = layout.picture;
  for (const layer of layers) {
    context.drawImage(layer, x, y, across, down);
  }
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  paintPanes(context, sheet, colors);
  paintHeader(context, sheet, colors);
  if (layout.footer !== null || parts.names) {
    paintProgress(context, sheet, colors);
  }
  if (layout.legend !== null) {
    paintLegend(context, figure.legend, layout.legend, colors);
    paintNotes(context, figure.legend.notes, layout.notes, colors);
  }
  for (const block of layout.blocks) {
    paintBlock(context, block, colors, look.accent);
  }
  context.textAlign = "right";
  context.font = FONTS.credit;
  haloed(context, MADE_WITH, width - EDGE_PIXELS, height - 8, { text: colors.faintText, halo: cssColor(look.fill) });
  context.textAlign = "left";
}

/** A measure of texts in a font. */
export function measureIn(context: CanvasRenderingContext2D, font: string): Measure {
  return (text) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

/** Lines between the panes, and the names of the runs in them. */
function paintPanes(
  context: CanvasRenderingContext2D,
  { figure, parts, layout, look }: Sheet,
  colors: PictureColors,
): void {
  const { x: left, y: top } = layout.picture;
  context.fillStyle = cssColor(colors.line, 0.35);
  for (const { x, y, width, height } of figure.panes) {
    if (x > 0.5) {
      context.fillRect(left + x - 0.5, top + y, 1, height);
    }
    if (y > 0.5) {
      context.fillRect(left + x, top + y - 0.5, width, 1);
    }
  }
  if (!parts.names) {
    return;
  }
  const ink = { text: colors.text, halo: cssColor(look.fill) };
  for (const run of figure.runs) {
    const [x, middle] = [left + run.x, top + run.y];
    context.beginPath();
    context.arc(x + DOT_PIXELS, middle, DOT_PIXELS, 0, 2 * Math.PI);
    context.fillStyle = run.color;
    context.fill();
    context.font = FONTS.run;
    const nameX = x + 3 * DOT_PIXELS + 2;
    const end = left + run.right;
    const name = shortened(run.name, end - nameX, measureIn(context, FONTS.run));
    context.font = FONTS.run;
    haloed(context, name, nameX, middle + 4.5, ink);
    const noteX = nameX + context.measureText(name).width + 10;
    const note = shortened(run.note, end - noteX, measureIn(context, FONTS.note));
    context.font = FONTS.note;
    haloed(context, note, noteX, middle + 4.5, { ...ink, text: colors.faintText });
  }
}

/** What is shown on the left, when on the right. */
function paintHeader(
  context: CanvasRenderingContext2D,
  { figure, parts, layout, look }: Sheet,
  colors: PictureColors,
): void {
  if (layout.header === null) {
    return;
  }
  const right = layout.size.width - EDGE_PIXELS;
  const phase = parts.phase ? (figure.captions.phase ?? "") : "";
  context.textAlign = "right";
  const step = parts.names ? figure.step : "";
  context.font = FONTS.step;
  context.fillStyle = colors.text;
  context.fillText(step, right, HEADER_TITLE_BASELINE);
  const stepWidth = context.measureText(step).width;
  context.font = FONTS.phase;
  context.fillStyle = look.accent;
  context.fillText(phase, right, HEADER_LINE_BASELINE);
  const phaseWidth = context.measureText(phase).width;
  context.textAlign = "left";
  if (parts.names) {
    const room = right - EDGE_PIXELS;
    const title = shortened(figure.title, room - stepWidth - EDGE_PIXELS, measureIn(context, FONTS.title));
    context.font = FONTS.title;
    context.fillStyle = colors.text;
    context.fillText(title, EDGE_PIXELS, HEADER_TITLE_BASELINE);
    const subtitle = shortened(figure.subtitle, room - phaseWidth - EDGE_PIXELS, measureIn(context, FONTS.subtitle));
    context.font = FONTS.subtitle;
    context.fillStyle = colors.faintText;
    context.fillText(subtitle, EDGE_PIXELS, HEADER_LINE_BASELINE);
  }
}

/** A line under the picture, coloured as far as the training has come. */
function paintProgress(
  context: CanvasRenderingContext2D,
  { figure, parts, layout }: Sheet,
  colors: PictureColors,
): void {
  const { x, y, width, height } = layout.picture;
  const top = y + height - PROGRESS_PIXELS;
  if (!parts.names) {
    context.fillStyle = cssColor(colors.line, 0.35);
    context.fillRect(x, y + height - 1, width, 1);
    return;
  }
  context.fillStyle = cssColor(colors.line, 0.25);
  context.fillRect(x, top, width, PROGRESS_PIXELS);
  context.fillStyle = colors.selection;
  context.fillRect(x, top, width * Math.min(1, Math.max(0, figure.progress)), PROGRESS_PIXELS);
}

function paintLegend(
  context: CanvasRenderingContext2D,
  legend: Legend,
  { x, y, width }: Pane,
  colors: PictureColors,
): void {
  let line = y + 12;
  context.font = FONTS.text;
  context.fillStyle = colors.text;
  context.fillText(shortened(legend.title, width, measureIn(context, FONTS.text)), x, line);
  if (legend.table !== null) {
    paintBar(context, legend.table, { x, y: line + 6, width, height: BAR_HEIGHT });
    line += BAR_HEIGHT + 6;
  }
  context.font = FONTS.text;
  context.fillStyle = colors.faintText;
  if (legend.ends.length > 0) {
    line += LINE_PIXELS;
    for (const [index, end] of legend.ends.entries()) {
      const share = legend.ends.length === 1 ? 0 : index / (legend.ends.length - 1);
      context.fillText(end, x + share * (width - context.measureText(end).width), line);
    }
  }
}

/** What is to be said beside the scale, line by line. */
function paintNotes(
  context: CanvasRenderingContext2D,
  notes: Legend["notes"],
  { x, y, width }: Pane,
  colors: PictureColors,
): void {
  for (const [index, { text, color }] of notes.entries()) {
    const line = y + 12 + index * LINE_PIXELS;
    const left = color === undefined ? x : x + MARK_PIXELS + 6;
    if (color !== undefined) {
      context.fillStyle = color;
      context.fillRect(x, line - 9, MARK_PIXELS, MARK_PIXELS);
    }
    context.fillStyle = colors.faintText;
    context.fillText(shortened(text, x + width - left, measureIn(context, FONTS.text)), left, line);
  }
}

function paintBar(context: CanvasRenderingContext2D, table: Uint8Array, { x, y, width, height }: Pane): void {
  const gradient = context.createLinearGradient(x, 0, x + width, 0);
  const stops = 32;
  const last = table.length / 4 - 1;
  for (let stop = 0; stop <= stops; stop += 1) {
    const at = Math.round((stop / stops) * last) * 4;
    gradient.addColorStop(stop / stops, `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`);
  }
  context.fillStyle = gradient;
  context.beginPath();
  context.roundRect(x, y, width, height, BAR_RADIUS);
  context.fill();
}

function paintBlock(
  context: CanvasRenderingContext2D,
  { x, y, label, title, lines }: PlacedBlock,
  colors: PictureColors,
  accent: string,
): void {
  context.font = FONTS.label;
  context.fillStyle = accent;
  context.fillText(label.toUpperCase(), x, y + 9);
  context.font = FONTS.blockTitle;
  context.fillStyle = colors.text;
  context.fillText(title, x, y + 29);
  context.font = FONTS.text;
  context.fillStyle = colors.faintText;
  for (const [index, line] of lines.entries()) {
    context.fillText(line, x, y + 48 + index * LINE_PIXELS);
  }
}

interface Ink {
  readonly text: string;
  readonly halo: string;
}

/** Text that can be read on anything. */
function haloed(context: CanvasRenderingContext2D, text: string, x: number, y: number, ink: Ink): void {
  context.lineWidth = HALO_PIXELS;
  context.strokeStyle = ink.halo;
  context.strokeText(text, x, y);
  context.fillStyle = ink.text;
  context.fillText(text, x, y);
}
