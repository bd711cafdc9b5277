import { describe, expect, it } from "vitest";
import { cloudHistory } from "../../testing/clouds";
import { type ScreenPoint, shownCloud } from "../projector";
import { type Corner, cornersOfShade, drawTrails, trailCorners } from "./trails";

/** A camera that looks straight at the cloud: 1 is half of the pane. */
const STRAIGHT = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const PANE = { x: 0, y: 0, width: 200, height: 200 };
/** One point that goes right, from the middle at step 0 to the edge at step 40; nowhere at step 20. */
const { snapshots, ...history } = cloudHistory({
  name: "run",
  steps: [0, 10, 20, 30, 40],
  rowIds: [0],
  position: (step) => [step === 20 ? Number.NaN : step / 40, 0, 0],
});

function corners(step: number, chosen: readonly number[]): readonly Corner[] {
  const shown = shownCloud({ ...history, snapshots }, step, STRAIGHT, PANE);
  return shown === null ? [] : trailCorners(shown, snapshots, chosen, 0);
}

function line(count: number): ScreenPoint[] {
  return Array.from({ length: count }, (_, x) => ({ x: 2 * x, y: 0, depth: 1 }));
}

/** What a pen was told, in words. */
function drawn(...trails: (readonly Corner[])[]): string[] {
  const said: string[] = [];
  const pen = {
    strokeStyle: "",
    lineWidth: 0,
    lineCap: "butt" as const,
    lineJoin: "miter" as const,
    globalAlpha: 1,
    beginPath: () => undefined,
    moveTo: (x: number, y: number) => said.push(`to ${x} ${y}`),
    lineTo: (x: number, y: number) => said.push(`line ${x} ${y}`),
    stroke: () => said.push(`${pen.strokeStyle} ${pen.lineWidth} ${pen.globalAlpha.toFixed(2)}`),
  };
  drawTrails(pen, trails, { line: "orange", halo: "white" });
  return said;
}

describe("a trail", () => {
  it("leads through where the point was, and ends where it stands between two snapshots", () => {
    expect(corners(35, [0, 1, 3]).map((corner) => corner?.x)).toEqual([100, 125, 175, 187.5]);
  });

  it("has a gap where the point had no place", () => {
    expect(corners(40, [1, 2, 3])).toMatchObject([{ x: 125 }, null, { x: 175 }, { x: 200 }]);
    expect(drawn([...line(2), null, { x: 5, y: 0, depth: 1 }, { x: 7, y: 0, depth: 1 }])).not.toContain("line 5 0");
  });

  it("is cut into shades, each from where the one before it ends", () => {
    const [before, after] = [0, 1].map((shade) => cornersOfShade(line(101), shade, 10));

    expect(before?.at(-1)).toEqual(after?.[0]);
    expect(cornersOfShade(line(101), 9, 10).at(-1)?.x).toBe(200);
  });

  it("fades into the past, over a halo", () => {
    expect(drawn(line(3))).toEqual([
      "to 0 0",
      "line 2 0",
      "white 5 0.55",
      "orange 2 0.55",
      "to 2 0",
      "line 4 0",
      "white 5 1.00",
      "orange 2 1.00",
    ]);
  });

  it("is drawn with the others, at the cost of one", () => {
    expect(drawn(line(3), line(3)).filter((word) => word.startsWith("orange"))).toHaveLength(2);
    expect(drawn(line(1))).toEqual([]);
    expect(drawn()).toEqual([]);
  });

  it("leaves out corners that are not seen, and never its end", () => {
    const trembling = [0, 0.3, -0.2, 0.4, 0.1].map((x) => ({ x, y: 0, depth: 1 }));

    expect(drawn([...trembling, { x: 0.2, y: 0, depth: 1 }]).length).toBeGreaterThan(0);
    expect(drawn([...line(2), ...trembling]).at(-3)).toBe("line 0.1 0");
  });
});
