import { beforeEach, describe, expect, it } from "vitest";
import { listenToPresses, type Press } from "./presses";

class Surface extends EventTarget {
  getBoundingClientRect(): { left: number; top: number } {
    return { left: 100, top: 50 };
  }

  send(type: string, clientX: number, clientY: number, fields: object = {}): void {
    const standard = { clientX, clientY, pointerId: 1, pointerType: "mouse", button: 0, isPrimary: true };
    this.dispatchEvent(Object.assign(new Event(type), standard, fields));
  }
}

let surface: Surface;
let presses: Press[];

beforeEach(() => {
  surface = new Surface();
  presses = [];
});

function listen(): { dispose(): void } {
  return listenToPresses(surface as unknown as HTMLElement, (press) => presses.push(press));
}

describe("a press", () => {
  it("is where the pointer comes up about where it went down", () => {
    listen();
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 112, 61);

    expect(presses).toEqual([{ x: 12, y: 11, isTouch: false }]);
  });

  it("is not a drag; a finger may tremble", () => {
    listen();
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 118, 60);
    expect(presses).toEqual([]);

    const touch = { pointerType: "touch" };
    surface.send("pointerdown", 110, 60, touch);
    surface.send("pointerup", 118, 60, touch);
    expect(presses).toEqual([{ x: 18, y: 10, isTouch: true }]);
  });

  it("is made by one finger, and the first button", () => {
    listen();
    surface.send("pointerdown", 110, 60, { button: 2 });
    surface.send("pointerup", 110, 60, { button: 2 });
    surface.send("pointerdown", 110, 60);
    surface.send("pointerdown", 150, 60, { pointerId: 2, isPrimary: false });
    surface.send("pointerup", 110, 60);
    surface.send("pointerdown", 110, 60);
    surface.send("pointercancel", 110, 60);
    surface.send("pointerup", 110, 60);

    expect(presses).toEqual([]);
  });

  it("is not heard after the end", () => {
    listen().dispose();
    surface.send("pointerdown", 110, 60);
    surface.send("pointerup", 110, 60);

    expect(presses).toEqual([]);
  });
});
