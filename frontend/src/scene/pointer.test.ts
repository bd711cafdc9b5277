import { describe, expect, it } from "vitest";
import { listenToPointer } from "./pointer";

/** A surface at (10, 20) of the page, and what was said of the pointer on it. */
function surface(): { readonly said: string[]; fire(type: string, fields?: object): void } {
  const target = Object.assign(new EventTarget(), { getBoundingClientRect: () => ({ left: 10, top: 20 }) });
  const said: string[] = [];
  listenToPointer(target as unknown as HTMLElement, {
    hovered: (place) => said.push(place === null ? "left" : `over ${place.x} ${place.y}`),
    clicked: ({ x, y }, { isAdding }) => said.push(`${isAdding ? "Shift and " : ""}click ${x} ${y}`),
    doubleClicked: () => said.push("double click"),
  });
  const fire = (type: string, fields: object = {}): void => {
    const event = new Event(type);
    const pointer = {
      clientX: 110,
      clientY: 70,
      buttons: 0,
      button: 0,
      isPrimary: true,
      pointerType: "mouse",
      shiftKey: false,
    };
    for (const [name, value] of Object.entries({ ...pointer, ...fields })) {
      Object.defineProperty(event, name, { value });
    }
    target.dispatchEvent(event);
  };
  return { said, fire };
}

/** Presses and releases at a time. */
function click({ fire }: ReturnType<typeof surface>, timeStamp: number, fields: object = {}): void {
  fire("pointerdown", { timeStamp, ...fields });
  fire("pointerup", { timeStamp, ...fields });
}

describe("a pointer", () => {
  it("is told of while no button is down", () => {
    const on = surface();
    on.fire("pointermove");
    on.fire("pointermove", { buttons: 1 });
    on.fire("pointerleave");

    expect(on.said).toEqual(["over 100 50", "left", "left"]);
  });

  it("clicks where it does not drag", () => {
    const on = surface();
    click(on, 1000);
    on.fire("pointerdown");
    on.fire("pointerup", { clientX: 140 });

    expect(on.said.filter((text) => text !== "left")).toEqual(["click 100 50"]);
  });

  it("clicks to add with Shift", () => {
    const on = surface();
    click(on, 1000, { shiftKey: true });

    expect(on.said.at(-1)).toBe("Shift and click 100 50");
  });

  it("clicks twice at once: the second click is no click of its own", () => {
    const on = surface();
    click(on, 1000);
    click(on, 1200);
    click(on, 1300);

    expect(on.said.filter((text) => text !== "left")).toEqual(["click 100 50", "double click", "click 100 50"]);
  });

  it("clicks two things, or one after the other", () => {
    const on = surface();
    click(on, 1000);
    click(on, 1100, { clientX: 210 });
    click(on, 2000, { clientX: 210 });

    expect(on.said.filter((text) => text !== "left")).toEqual(["click 100 50", "click 200 50", "click 200 50"]);
  });
});
