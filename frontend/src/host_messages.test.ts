import { afterEach, describe, expect, it } from "vitest";
import type { Disposable } from "./disposables";
import { listenToReloads } from "./host_messages";

/** TensorBoard's page as a frame sees it: it takes the channel that is offered, or does not. */
class Host {
  readonly heard: unknown[] = [];
  private port: MessagePort | undefined;

  postMessage(words: string, _: string, [port]: readonly MessagePort[]): void {
    if (words === "experimental.bootstrap" && port !== undefined) {
      this.port = port;
      port.onmessage = ({ data }) => this.heard.push(JSON.parse(data as string));
    }
  }

  say(data: unknown): this {
    this.port?.postMessage(data);
    return this;
  }

  close(): void {
    this.port?.close();
  }
}

const host = new Host();
let listening: Disposable;

/** Messages are on their way for a moment. */
async function arrival(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}

afterEach(() => {
  listening.dispose();
  host.close();
});

describe("what TensorBoard says", () => {
  it("is heard when it has reloaded its data, and answered", async () => {
    let reloads = 0;
    listening = listenToReloads(host as unknown as Window, () => {
      reloads += 1;
    });

    host
      .say(JSON.stringify({ type: "experimental.DataReloaded", id: 7, isReply: false }))
      .say(JSON.stringify({ type: "experimental.RunsChanged", id: 8, payload: [], isReply: false }))
      .say(JSON.stringify({ type: "experimental.DataReloaded", id: 0, isReply: true }))
      .say("no JSON")
      .say("null")
      .say({ type: "experimental.DataReloaded" });
    await arrival();

    expect(reloads).toBe(1);
    expect(host.heard).toMatchObject([
      { type: "experimental.DataReloaded", id: 7, isReply: true },
      { type: "experimental.RunsChanged", id: 8, isReply: true },
    ]);
  });

  it("is not heard any more after the end", async () => {
    let reloads = 0;
    listening = listenToReloads(host as unknown as Window, () => {
      reloads += 1;
    });

    listening.dispose();
    host.say(JSON.stringify({ type: "experimental.DataReloaded", id: 1, isReply: false }));
    await arrival();

    expect(reloads).toBe(0);
  });
});
