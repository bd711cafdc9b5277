import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { runInfo } from "../../testing/clouds";
import { defaultChoices } from "../choices";
import { emptyHistory } from "./history";
import { createNetwork, type NetworkStore } from "./state";

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

/** Shows a history until others are looked at, and lets it go. */
function showAndReplace(network: NetworkStore): WeakRef<object> {
  const shown = emptyHistory(runInfo("run"));
  network.histories.value = [shown];
  for (const watched of [network.moments, network.reference]) {
    watched.subscribe(() => undefined)();
  }
  network.histories.value = [emptyHistory(runInfo("run"))];
  return new WeakRef(shown);
}

describe("a network that nobody watches any more", () => {
  it("holds nothing of a history that was replaced meanwhile", async () => {
    const network = createNetwork(signal(defaultChoices));
    const replaced = showAndReplace(network);

    await new Promise((resolve) => setTimeout(resolve));
    (collectGarbage as () => void)();

    expect(replaced.deref()).toBeUndefined();
    expect(network.moments.value).toHaveLength(1);
  });
});
