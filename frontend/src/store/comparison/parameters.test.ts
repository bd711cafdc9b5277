import { expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { gptParameters } from "../../testing/networks";
import { matchParameters } from "./parameters";

it("tells what two runs share, what only one has, and what has another shape", () => {
  const here = [...gptParameters(2), parameterInfo("extra")];
  const there = gptParameters(1).map((parameter) =>
    parameter.name === "transformer.ln_f.weight" ? parameterInfo(parameter.name, { shape: [32] }) : parameter,
  );

  const { common, onlyHere, onlyThere, reshaped } = matchParameters(here, there);

  expect(common).toBe(5);
  expect(onlyHere.filter((name) => name.startsWith("transformer.h.1."))).toHaveLength(4);
  expect(onlyHere).toContain("extra");
  expect(onlyThere).toEqual([]);
  expect(reshaped).toEqual([{ name: "transformer.ln_f.weight", here: [16], there: [32] }]);
});

it("finds nothing missing in a run beside itself", () => {
  const all = gptParameters(3);

  expect(matchParameters(all, all)).toEqual({ common: all.length, onlyHere: [], onlyThere: [], reshaped: [] });
});
