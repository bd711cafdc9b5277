import { describe, expect, it } from "vitest";
import type { Parts } from "./figure";
import { blocksOf, EDGE_PIXELS, HEADER_PIXELS, layoutPoster, type PosterContent } from "./layout";

const ALL: Parts = { names: true, legend: true, phase: true, insight: true, explanation: true };
const NONE: Parts = { names: false, legend: false, phase: false, insight: false, explanation: false };
const LONG = "word ".repeat(120);

function content(parts: Parts, texts: readonly string[] = []): PosterContent {
  return {
    parts,
    legend: { table: new Uint8Array(8), ends: ["0", "1"], notes: [{ text: "grid 1" }] },
    blocks: texts.map((text) => ({ label: "what", title: "title", text })),
    measure: (text) => text.length * 6,
    measureTitle: (text) => text.length * 7,
  };
}

describe("the layout of a poster", () => {
  it("keeps the picture's own size, and puts everything else around it", () => {
    const { size, header, picture, footer } = layoutPoster({ picture: { width: 900, height: 600 } }, content(ALL));

    expect(picture).toEqual({ x: 0, y: HEADER_PIXELS, width: 900, height: 600 });
    expect(header?.height).toBe(HEADER_PIXELS);
    expect(size.height).toBe(HEADER_PIXELS + 600 + (footer?.height ?? 0));
  });

  it("keeps the poster's own size where that is what was chosen", () => {
    const { size, picture, footer } = layoutPoster({ whole: { width: 960, height: 540 } }, content(ALL));

    expect(size).toEqual({ width: 960, height: 540 });
    expect(picture.y + picture.height).toBe(footer?.y);
    expect((footer?.y ?? 0) + (footer?.height ?? 0)).toBe(540);
  });

  it("is the picture alone where nothing else is wanted", () => {
    const { header, footer, legend, picture } = layoutPoster({ whole: { width: 960, height: 540 } }, content(NONE));

    expect([header, footer, legend]).toEqual([null, null, null]);
    expect(picture).toEqual({ x: 0, y: 0, width: 960, height: 540 });
  });

  it("leaves the picture half of the height, however long the words are", () => {
    const { picture, blocks, footer } = layoutPoster(
      { whole: { width: 960, height: 540 } },
      content(ALL, [LONG, LONG.repeat(4)]),
    );

    expect(picture.height).toBeGreaterThanOrEqual(270);
    expect(blocks.every(({ lines }) => lines.at(-1)?.endsWith("…"))).toBe(true);
    expect((footer?.y ?? 0) + (footer?.height ?? 0)).toBe(540);
  });

  it("puts blocks beside the legend where they have room, side by side", () => {
    const { legend, blocks } = layoutPoster({ picture: { width: 1000, height: 600 } }, content(ALL, ["a", "b"]));

    expect(blocks.map(({ y }) => y)).toEqual([legend?.y, legend?.y]);
    expect(blocks[0]?.x).toBeGreaterThan((legend?.x ?? 0) + (legend?.width ?? 0));
    expect(blocks[1]?.x).toBeGreaterThan(blocks[0]?.x ?? 0);
  });

  it("puts them below each other in a narrow picture", () => {
    const { legend, notes, blocks } = layoutPoster({ picture: { width: 420, height: 600 } }, content(ALL, ["a", "b"]));

    expect(blocks.map(({ x }) => x)).toEqual([EDGE_PIXELS, EDGE_PIXELS]);
    expect(blocks[0]?.y).toBeGreaterThan(notes.y);
    expect(notes.y).toBeGreaterThan(legend?.y ?? 0);
    expect(blocks[1]?.y).toBeGreaterThan(blocks[0]?.y ?? 0);
  });

  it("has the lines of the legend beside its scale where nothing else wants to stand there", () => {
    const wide = layoutPoster({ picture: { width: 900, height: 600 } }, content(ALL));
    const narrow = layoutPoster({ picture: { width: 300, height: 600 } }, content(ALL));

    expect(wide.notes.y).toBe(wide.legend?.y);
    expect(narrow.notes.y).toBeGreaterThan(narrow.legend?.y ?? 0);
  });
});

describe("the blocks of a poster", () => {
  const captions = {
    insight: { title: "Heads differ", sentence: "Head 2 has grown." },
    explanation: { title: "wte", what: "One row for each token." },
  };
  const labels = { insight: "Insight", explanation: "What it is" };

  it("are what is wanted and known, the insight first", () => {
    expect(blocksOf(captions, ALL, labels).map(({ text }) => text)).toEqual([
      "Head 2 has grown.",
      "One row for each token.",
    ]);
    expect(blocksOf(captions, { ...ALL, insight: false }, labels).map(({ title }) => title)).toEqual(["wte"]);
    expect(blocksOf({}, ALL, labels)).toEqual([]);
  });
});
