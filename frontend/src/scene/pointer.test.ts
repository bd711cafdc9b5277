import { beforeEach, describe, expect, it } from "vitest";
import type { Disposable } from "../disposables";
import { listenToPointer, type PointerPlace } from "./pointer";

class Surface extends EventTarget {
  getBoundingClientRect(): { left: number; top: number } {
    return { left: 100, top: 50 };
  }

  send(type: string, clientX: number, clientY: number, fields: object = {}): void {
    const standard = { clientX, clientY, pointerId: 1, pointerType: "mouse", button: 0, buttons: 0, isPrimary: true };
    this.dispatchEvent(Object.assign(new Event(type), standard, fields));
  }
}

let surface: Surface;
let clicks: Array<PointerPlace & { readonly isTouch: boolean }>;
let hovers: Array<PointerPlace | null>;
let listening: Disposable;

beforeEach(() => {
  surface = new Surface();
  clicks = [];
  hovers = [];
  listening = listenToPointer(surface as unknown as HTMLElement, {
    hovered: (place) => hovers.push(place),
    clicked: (place, isTouch) => clicks.push({ ...place, isTouch }),
    doubleClicked: () => undefined,
  });
});

describe("a click", () => {
  it("is where the pointer comes up about where it went down", () => {
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 112, 61);

    expect(clicks).toEqual([{ x: 12, y: 11, isTouch: false }]);
  });

  it("is not a drag; a finger may tremble", () => {
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 118, 60);
    expect(clicks).toEqual([]);

    const touch = { pointerType: "touch" };
    surface.send("pointerdown", 110, 60, touch);
    surface.send("pointerup", 118, 60, touch);
    expect(clicks).toEqual([{ x: 18, y: 10, isTouch: true }]);
  });

  it("is made by one finger, and the first button", () => {
    surface.send("pointerdown", 110, 60, { button: 2 });
    surface.send("pointerup", 110, 60, { button: 2 });
    surface.send("pointerdown", 110, 60);
    surface.send("pointerdown", 150, 60, { pointerId: 2, isPrimary: false });
    surface.send("pointerup", 110, 60);

    expect(clicks).toEqual([]);
  });

  it("is not heard after the end", () => {
    listening.dispose();
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 110, 60);

    expect(clicks).toEqual([]);
  });
});

describe("hovering", () => {
  it("is with no button down, and ends when the pointer leaves", () => {
    surface.send("pointermove", 110, 60);
    surface.send("pointermove", 120, 60, { buttons: 1 });
    surface.send("pointerleave", 0, 0);

    expect(hovers).toEqual([{ x: 10, y: 10 }, null, null]);
  });
});
