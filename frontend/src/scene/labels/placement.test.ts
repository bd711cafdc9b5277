import { describe, expect, it } from "vitest";
import {
  type Box,
  LABEL_HEIGHT_PIXELS,
  type LabelCandidate,
  type PlacedLabel,
  placeInOrder,
  placeLabels,
} from "./placement";

const bounds: Box = { left: 0, top: 0, right: 400, bottom: 300 };
const none: ReadonlySet<number> = new Set();

/** A crowd of points in a fixed disorder. */
const crowd: LabelCandidate[] = Array.from({ length: 400 }, (_, id) => ({
  id,
  text: `token ${id}`,
  x: (id * 137.508) % 400,
  y: (id * 89.3) % 300,
  widthPixels: 30 + (id % 4) * 12,
  radiusPixels: 4,
}));

function candidate(change: Partial<LabelCandidate> = {}): LabelCandidate {
  return { id: 0, text: "cat", x: 200, y: 150, widthPixels: 20, radiusPixels: 4, ...change };
}

function boxOf({ id, x, y }: PlacedLabel, candidates: readonly LabelCandidate[]): Box {
  const width = candidates.find((other) => other.id === id)?.widthPixels ?? 0;
  return { left: x, right: x + width, top: y - LABEL_HEIGHT_PIXELS / 2, bottom: y + LABEL_HEIGHT_PIXELS / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe("labels of a crowd", () => {
  const placed = placeLabels(crowd, bounds, [], none, 400);
  const boxes = placed.map((label) => boxOf(label, crowd));

  it("never cover each other", () => {
    expect(placed.length).toBeGreaterThan(50);
    expect(boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)))).toEqual([]);
  });

  it("stay within the bounds", () => {
    expect(Math.min(...boxes.map(({ left }) => left))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(400);
    expect(Math.min(...boxes.map(({ top }) => top))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...boxes.map(({ bottom }) => bottom))).toBeLessThanOrEqual(300);
  });

  it("stand still while their points do", () => {
    const again = placeLabels(crowd, bounds, [], new Set(placed.map(({ id }) => id)), 400);

    expect(again).toEqual(placed);
  });

  it("are as many as are wanted", () => {
    expect(placeLabels(crowd, bounds, [], none, 7)).toHaveLength(7);
    expect(placeLabels(crowd, bounds, [], none, 0)).toEqual([]);
  });
});

describe("a label", () => {
  it("stands right of its point, else left, above or below", () => {
    const right: Box = { left: 206, top: 0, right: 400, bottom: 300 };
    const left: Box = { left: 0, top: 0, right: 194, bottom: 300 };
    const above: Box = { left: 0, top: 0, right: 400, bottom: 145 };
    const below: Box = { left: 0, top: 155, right: 400, bottom: 300 };

    const at = [[], [right], [right, left], [right, left, above], [right, left, above, below]].map((taken) => {
      const [label] = placeLabels([candidate({ widthPixels: 10 })], bounds, taken, none, 1);
      return [label?.x, label?.y];
    });

    expect(at).toEqual([
      [207, 150],
      [183, 150],
      [195, 135.5],
      [195, 164.5],
      [undefined, undefined],
    ]);
  });

  it("that was there comes before one that was not", () => {
    const rivals = [candidate({ id: 1 }), candidate({ id: 2 })].map((rival) => ({ ...rival, widthPixels: 300 }));
    const narrow: Box = { left: 0, top: 140, right: 520, bottom: 160 };

    expect(placeLabels(rivals, narrow, [], none, 2).map(({ id }) => id)).toEqual([1]);
    expect(placeLabels(rivals, narrow, [], new Set([2]), 2).map(({ id }) => id)).toEqual([2]);
  });

  it("is left out where it has no room, or its point no place", () => {
    expect(placeLabels([candidate({ widthPixels: 401 })], bounds, [], none, 1)).toEqual([]);
    expect(placeLabels([candidate({ x: 900 })], bounds, [], none, 1)).toEqual([]);
    expect(placeLabels([candidate({ x: Number.NaN })], bounds, [], none, 1)).toEqual([]);
  });
});

it("asks for no more candidates than find a place", () => {
  let asked = 0;
  function* candidates(): Generator<LabelCandidate> {
    for (const one of crowd) {
      asked += 1;
      yield one;
    }
  }

  expect(placeInOrder(candidates(), bounds, [], 7)).toEqual(placeLabels(crowd, bounds, [], none, 7));
  expect(asked).toBeLessThan(20);
  expect(placeInOrder(candidates(), bounds, [], 0)).toEqual([]);
});
