import { expect, it } from "vitest";
import { cloudHistory, runInfo } from "../testing/clouds";
import { memoryAccount, totalBytes } from "./memory_account";
import { emptyHistory, type NetworkHistory } from "./network/history";

it("holds everything that is kept, by what it is", () => {
  const cloud = cloudHistory({ name: "a", steps: [0, 1, 2], rowIds: [0, 1] });
  const tiles = { step: 0, codes: new Int16Array(100), scales: new Float32Array(3), rms: new Float32Array(3) };
  const network: NetworkHistory = {
    ...emptyHistory(runInfo("a", [0])),
    statistics: [{ step: 0, values: new Float32Array(9) }],
    weights: [tiles, tiles],
    gradients: [tiles],
  };

  const account = memoryAccount([cloud], [network, network], 1000);

  expect(account).toMatchObject({
    // Two row numbers of eight bytes, and at three steps five numbers a row.
    clouds: 2 * 8 + 3 * 2 * 5 * 4,
    weights: 2 * 2 * (200 + 24),
    gradients: 2 * (200 + 24),
    statistics: 2 * 36,
    gpu: 1000,
  });
  expect(totalBytes(account)).toBe(Object.values(account).reduce((sum, bytes) => sum + bytes, 0));
});
