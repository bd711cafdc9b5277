import { describe, expect, it } from "vitest";
import { firstChoice, orderOf } from "./choice";

const VIEW = { width: 800, height: 600 };

describe("what is chosen about a picture", () => {
  it("is at first the view twice as fine, on the page's background", () => {
    expect(orderOf(firstChoice("dark"), VIEW)).toMatchObject({
      size: { picture: VIEW },
      pixelRatio: 2,
      theme: "dark",
      isTransparent: false,
    });
  });

  it("has letters for the page that a transparent picture is for", () => {
    const transparent = orderOf({ ...firstChoice("light"), background: "transparent_dark" }, VIEW);

    expect(transparent).toMatchObject({ theme: "dark", isTransparent: true });
  });

  it("is nothing while the width that was typed is none", () => {
    const own = { ...firstChoice("light"), resolution: "own" as const };

    expect(orderOf({ ...own, ownWidth: "wide" }, VIEW)).toBeNull();
    expect(orderOf({ ...own, ownWidth: "1600" }, VIEW)?.pixelRatio).toBe(2);
    expect(orderOf({ ...firstChoice("light"), ownWidth: "wide" }, VIEW)).not.toBeNull();
  });
});
