import { describe, expect, it } from "vitest";
import { BrokenOffError, receiveFile } from "./received_file";

/** An answer of these pieces, which breaks off behind them where it is told to. */
function answer(pieces: readonly string[], headers: Record<string, string> = {}, breaksOff = false): Response {
  const encoder = new TextEncoder();
  const left = [...pieces];
  const body = new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) {
        controller.enqueue(encoder.encode(piece));
      } else if (breaksOff) {
        controller.error(new TypeError("network error"));
      } else {
        controller.close();
      }
    },
  });
  return new Response(body, { headers });
}

const SIGNAL = new AbortController().signal;

describe("a file", () => {
  it("is received whole, and tells how far it is", async () => {
    const told: unknown[] = [];
    const headers = {
      "Content-Length": "5",
      "Content-Disposition": "attachment; filename=\"gr__e.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv",
    };
    const file = await receiveFile(answer(["ab", "cde"], headers), (...progress) => told.push(progress), SIGNAL);

    expect(await file.content.text()).toBe("abcde");
    expect(file.name).toBe("größe.csv");
    expect(told).toEqual([
      [2, 5],
      [5, 5],
    ]);
  });

  it("may be of a length that nobody knows, and have no name", async () => {
    const told: unknown[] = [];
    const file = await receiveFile(answer(["ab"]), (...progress) => told.push(progress), SIGNAL);

    expect(file.name).toBe("paramviz");
    expect(told).toEqual([[2, null]]);
  });

  it("that breaks off is none", async () => {
    const received = receiveFile(answer(["abc", "d"], {}, true), () => undefined, SIGNAL);

    await expect(received).rejects.toMatchObject({ receivedBytes: 4 });
    await expect(received).rejects.toBeInstanceOf(BrokenOffError);
  });

  it("that is shorter than it claims is none", async () => {
    const received = receiveFile(answer(["abc"], { "Content-Length": "4" }), () => undefined, SIGNAL);

    await expect(received).rejects.toBeInstanceOf(BrokenOffError);
  });

  it("that is given up is not said to have broken off", async () => {
    const controller = new AbortController();
    controller.abort();
    const received = receiveFile(answer([], {}, true), () => undefined, controller.signal);

    await expect(received).rejects.toThrow("network error");
    await expect(received).rejects.not.toBeInstanceOf(BrokenOffError);
  });
});
