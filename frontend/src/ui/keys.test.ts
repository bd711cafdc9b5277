import { describe, expect, it } from "vitest";
import { cameraKeys } from "../scene/camera_keys";
import { treeStep } from "../store/navigation/rows";
import { createStore } from "../store/state";
import { MAP_KEYS } from "./charts/map_cursor";
import { stepKeys } from "./keys";
import { navigationKeys } from "./navigation/keys";
import { caps, PAGE_KEYS, PLACE_KEYS } from "./strings/keys";

const PLAY = "Space";

function bound(): readonly string[] {
  const store = createStore();
  const camera = cameraKeys({ moved: () => undefined, zoomed: () => undefined });
  return [PLAY, ...[stepKeys(store), navigationKeys(store), camera].flatMap((keys) => [...keys.keys()])];
}

function told(title: string): readonly string[] {
  const group = PLACE_KEYS.find((one) => one.title === title);
  return (group?.lines ?? []).flatMap(({ keys }) => keys);
}

describe("the list of shortcuts", () => {
  it("has every key of the page once, and no other", () => {
    const listed = PAGE_KEYS.flatMap(({ lines }) => lines.flatMap(({ keys }) => keys));

    expect([...listed].sort()).toEqual([...bound()].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it("has every key of a map, and no other", () => {
    expect([...told("On a map of the charts")].sort()).toEqual([...MAP_KEYS].sort());
  });

  it("has the keys of the tree", () => {
    const node = { id: "a", label: "a", path: "a", part: null, shape: [2], children: [] };
    const row = (id: string) => ({
      node: { ...node, id },
      level: 1,
      position: 1,
      siblings: 2,
      parent: 0,
      isOpen: false,
    });
    const parent = { ...row("b"), node: { ...node, id: "b", children: [node] } };
    const leads = (key: string): boolean => treeStep([row("a"), parent, row("c")], "b", key) !== null;

    const named = told("On the tree of modules").filter((key) => key.length > 1 && !key.includes("…"));

    expect(named.filter((key) => !leads(key === "Space" ? " " : key))).toEqual([]);
  });

  it("shows the signs that stand on the keys", () => {
    expect(caps(["Shift+w", "Alt+ArrowUp", "?", "Shift+?", "Escape", "Shift++", "+"])).toEqual([
      ["Shift", "W"],
      ["Alt", "↑"],
      ["?"],
      ["Esc"],
      ["+"],
    ]);
  });
});
