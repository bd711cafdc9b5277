import { expect, test } from "vitest";
import { base64Length, deflated, fromBase64, inflated, toBase64 } from "./bytes";

const every = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);

test("bytes come back from their text, however many there are", () => {
  for (const length of [0, 1, 2, 3, 24_575, 24_577, 100_000]) {
    const some = every.slice(0, length);

    expect(fromBase64(toBase64(some))).toEqual(some);
    expect(toBase64(some)).toHaveLength(base64Length(length));
  }
});

test("bytes come back from what deflating made of them, which is less", async () => {
  const packed = await deflated(every);

  expect(packed.length).toBeLessThan(every.length / 10);
  expect(await inflated(packed)).toEqual(every);
});

test("other bytes are not inflated", async () => {
  await expect(inflated(Uint8Array.of(255, 255, 255))).rejects.toThrow();
  expect(() => fromBase64("no base 64!")).toThrow();
});
