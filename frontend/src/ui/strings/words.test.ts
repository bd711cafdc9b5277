import { describe, expect, it } from "vitest";
import { LOST } from "../../store/charts/values";
import { axisNumber, change, measure, quoted } from "./format";
import { figure, figureName } from "./inspector";
import { settingText } from "./runs_table";
import { groupedStatistics, statisticName } from "./statistics";
import { age } from "./timeline";

const LOGGED =
  "mean std min max rms norm zeros nonfinite q01 q05 q25 q50 q75 q95 q99 grad_mean grad_std grad_rms grad_norm grad_nonfinite grad_q05 grad_q50 grad_q95 update_ratio weight_scale grad_scale".split(
    " ",
  );

describe("statistics", () => {
  it("have a name each", () => {
    expect(LOGGED.filter((name) => statisticName(name) === name)).toEqual([]);
    expect(statisticName("kurtosis")).toBe("kurtosis");
  });

  it("are offered once each, also those that the page does not know", () => {
    const groups = groupedStatistics([...LOGGED, "kurtosis", "kurtosis"]);

    expect(groups.flatMap(({ statistics }) => statistics).sort()).toEqual([...LOGGED, "kurtosis"].sort());
    expect(groups.at(-1)).toEqual({ name: "Others", statistics: ["kurtosis"] });
    expect(groupedStatistics(["norm"])).toHaveLength(1);
  });

  it("are written as what they are", () => {
    expect(figure("nonfinite", 65_536)).toBe("65,536");
    expect(figure("nonfinite", Number.NaN)).toBe("not counted");
    expect(figure("grad_nonfinite", Number.NaN)).toBe("–");
    expect(figure("grad_nonfinite", 2)).toBe("2");
    expect(figure("norm", LOST)).toBe("not finite");
    expect(figure("zeros", 0.125)).toBe("12.5 %");
    expect(figure("mean", Number.NaN)).toBe("–");
    expect([figureName("rms"), figureName("grad_norm")]).toEqual(["RMS", "gradient norm"]);
  });
});

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.25, "0.25"],
    [-0.1 - 0.2, "−0.3"],
    [0.0001, "1e−4"],
    [1234, "1230"],
    [25_000, "25k"],
    [-2e6, "−2e6"],
  ])("at an axis are short: %d", (value, text) => {
    expect(axisNumber(value)).toBe(text);
  });

  it("that were measured have three digits", () => {
    const values = [0, 0.123_45, -12.345, 999.4, 999.6, -1703, 45_678, 1e5, 0.000_12];

    expect(values.map(measure)).toEqual([
      "0.00",
      "0.123",
      "−12.3",
      "999",
      "1,000",
      "−1,700",
      "45,700",
      "1.00e+5",
      "1.20e−4",
    ]);
  });

  it("of changes have a sign", () => {
    expect([change(0.5), change(-0.5), change(0), change(Number.NaN)]).toEqual(["+0.500", "−0.500", "0.00", "–"]);
  });
});

describe("a hyperparameter", () => {
  it("is told to its last digit", () => {
    const values = [64, 1_048_576, 0.000_312_5, -1e-8, "nan", true, null, undefined];

    expect(values.map(settingText)).toEqual([
      "64",
      "1,048,576",
      "0.0003125",
      "−1e−8",
      "nan",
      "true",
      "null",
      "not set",
    ]);
  });
});

describe("an age", () => {
  it("is told in its largest unit", () => {
    const minuteMs = 60_000;
    const ages = [0, 999, 12_900, minuteMs, 59 * minuteMs, 60 * minuteMs, 24 * 60 * minuteMs, 3 * 24 * 60 * minuteMs];

    expect(ages.map(age)).toEqual(["0 s", "0 s", "12 s", "1 min", "59 min", "1 h", "1 day", "3 days"]);
  });
});

describe("a label", () => {
  it("shows what cannot be seen", () => {
    expect([quoted("a b"), quoted(" "), quoted("\n"), quoted("\t")]).toEqual(["“a b”", "“␣”", "“⏎”", "“⇥”"]);
  });

  it("neither turns what follows it nor controls anything", () => {
    expect(quoted("a\u202eb\u2067\u200b\0\u001b[31m")).toBe("“a[U+202E]b[U+2067][U+200B][U+0000][U+001B][31m”");
    expect(quoted("👩\u200d👧")).toBe("“👩\u200d👧”");
  });

  it("is cut where nobody reads on", () => {
    const long = quoted("x".repeat(1_000_000));
    expect(long.length).toBeLessThan(300);
    expect(long.endsWith("x…”")).toBe(true);
  });
});
