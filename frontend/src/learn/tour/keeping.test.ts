import { describe, expect, it } from "vitest";
import { writeLink } from "../../store/link";
import { flyTo, visit } from "../../store/navigation/actions";
import { movePlayhead, scrub } from "../../store/playhead";
import { choose, openView, type Store } from "../../store/state";
import { gpt, SURROUNDINGS, storeWith } from "../../testing/tours";
import { readFacts } from "./facts";
import { keep, restore } from "./keeping";
import { moveOf, neutralChoices } from "./moves";
import { planTour } from "./plan";

/** The address of what is seen, as the page writes it. */
function addressOf(store: Store): string {
  const { step, follow, playing } = store.playhead.peek();
  const camera = store.camera.peek();
  return writeLink({
    choices: store.choices.peek(),
    ...(follow || playing ? {} : { step }),
    ...(camera === null ? {} : { camera }),
  });
}

/** Goes to all stops, and turns the camera at each. */
function walk(store: Store): void {
  const facts = readFacts(store, SURROUNDINGS);
  const kept = store.choices.peek();
  for (const stop of facts === null ? [] : planTour(facts)) {
    const move = moveOf(stop, facts as NonNullable<typeof facts>);
    openView(store, move.view);
    choose(store, { ...neutralChoices(kept), ...move.choices, view: move.view });
    flyTo(store, move.focus ?? { path: "", part: null });
    store.camera.value = [1, 2, 3, 0, 0, 0];
    store.rightPane.value = "changes";
    movePlayhead(store, { step: 5, speed: 4, follow: false });
  }
}

function page(): Store {
  const store = storeWith([gpt("a"), gpt("b")]);
  store.camera.value = [9, 8, 7.5, 1, 1, 1];
  choose(store, { colorBy: "row", parameterFilter: "attn", compare: "overlay", since: 10, runsAreChosen: true });
  return store;
}

describe("what a user had before the tour", () => {
  it("is there again afterwards, to the letter of the address", () => {
    const store = page();
    scrub(store, 10);
    store.rightPane.value = "settings";
    store.isSideOpen.value = true;
    const before = addressOf(store);
    const kept = keep(store);
    const { choices, playhead, parkedCameras } = kept;

    walk(store);
    expect(addressOf(store)).not.toBe(before);
    restore(store, kept);

    expect(addressOf(store)).toBe(before);
    expect(store.choices.value).toEqual(choices);
    expect(store.playhead.value).toEqual(playhead);
    expect(store.parkedCameras).toEqual(parkedCameras);
    expect(store.rightPane.value).toBe("settings");
    expect(store.isSideOpen.value).toBe(true);
  });

  it("keeps following, and a film goes on", () => {
    const store = page();
    movePlayhead(store, { follow: true, step: 20 });
    const following = keep(store);
    walk(store);
    restore(store, following);
    expect(store.playhead.value).toMatchObject({ follow: true, step: 20 });

    movePlayhead(store, { follow: false, playing: true, step: 3, speed: 2 });
    const playing = keep(store);
    walk(store);
    restore(store, playing);
    expect(store.playhead.value).toEqual({ follow: false, playing: true, step: 3, speed: 2 });
  });

  it("frees the camera before it puts it back, since one that stands somewhere takes no other place", () => {
    const store = page();
    const kept = keep(store);
    walk(store);
    const places: unknown[] = [];
    store.camera.subscribe((place) => places.push(place));

    restore(store, kept);

    expect(places.slice(1)).toEqual([null, [9, 8, 7.5, 1, 1, 1]]);
  });

  it("names in its breadcrumbs what it named", () => {
    const store = page();
    openView(store, "network");
    visit(store, { path: "transformer.wte.weight", part: null });
    flyTo(store, { path: "transformer.h.0", part: null });
    const { place } = store.network.navigation;
    expect(place.value?.path).toBe("transformer.h.0");
    const flown = keep(store);
    walk(store);
    restore(store, flown);
    expect(place.value?.path).toBe("transformer.h.0");

    choose(store, {
      selected: { run: "a", parameter: "transformer.h.1.ln_1.weight", part: null, row: null, column: null },
    });
    expect(place.value?.path).toBe("transformer.h.1.ln_1.weight");
    const selected = keep(store);
    walk(store);
    restore(store, selected);
    expect(place.value?.path).toBe("transformer.h.1.ln_1.weight");
  });
});
