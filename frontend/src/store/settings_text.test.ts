import { describe, expect, it } from "vitest";
import { defaultSettings, type Settings } from "./settings";
import { readSettings, writeSettings } from "./settings_text";

const others: Settings = {
  interpolation: false,
  stepScale: "log",
  filmPace: "snapshots",
  loop: true,
  pointSize: 1.75,
  colorScheme: "purple_green",
  scale: "common",
  height: true,
  opacity: 0.35,
  labels: false,
  trails: "all",
  grid: false,
  animationSpeed: 0.5,
  quality: "low",
  denseSnapshots: 200,
  memoryLimitMb: 64,
};

describe("settings", () => {
  it("are read as they were written", () => {
    expect(readSettings(writeSettings(others))).toEqual(others);
  });

  it("are no word where all are as always", () => {
    expect(writeSettings(defaultSettings)).toBe("");
    expect(readSettings("")).toBeNull();
    expect(readSettings(null)).toBeNull();
  });

  it("name only what is otherwise", () => {
    expect(writeSettings({ ...defaultSettings, labels: false, memoryLimitMb: 128 })).toBe(
      "labels:off,memoryLimitMb:128",
    );
  });

  it.each([
    "pointSize:1e9,opacity:0,animationSpeed:-1,memoryLimitMb:1",
    "pointSize:,opacity:x,memoryLimitMb:NaN",
    "colorScheme:rainbow,scale:huge,quality:best,height:yes,labels",
    ":::,,,=&%",
    "constructor:1,__proto__:2",
  ])("are as always where %s is not understood", (word) => {
    expect(readSettings(word)).toEqual(defaultSettings);
  });
});
