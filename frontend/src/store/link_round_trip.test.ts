/** Whatever the page can be, a link of it is read as the same. */

import { describe, expect, it } from "vitest";
import { STEP_SCALES } from "./axis";
import { type Choices, COLOR_BYS, defaultChoices, QUANTITIES, VIEWS } from "./choices";
import { ALIGNMENTS } from "./comparison/alignment";
import { COMPARES } from "./comparison/compare";
import { KINDS } from "./kinds";
import { type Link, readLink, writeLink } from "./link";
import type { LinkedSurroundings } from "./link_surroundings";
import { createLinkedStore, linkOf, sharedLinkOf } from "./linked_page";
import { FILM_PACES, SPEEDS } from "./playback";
import { RENDERERS } from "./renderer";
import {
  COLOR_SCHEMES,
  DENSE_SNAPSHOTS,
  defaultSettings,
  MEMORY_LIMITS_MB,
  QUALITIES,
  SCALES,
  type Settings,
  TRAIL_LENGTHS,
} from "./settings";
import { RIGHT_PANES } from "./surfaces";

const CASES = 500;
const NAMES = [
  "a",
  "lr=1e-3/seed 1",
  "größe/模型/🙂",
  "a&p.paramviz.step=7",
  "50%+#",
  '["',
  ",",
  "-1",
  " ",
  "null",
  "h.0:query",
];

/** Numbers from 0 to 1 that are the same each time. */
class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed * 2_654_435_761 + 1;
  }

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) % 2 ** 32;
    return (this.state >>> 8) / 2 ** 24;
  }

  isSo(): boolean {
    return this.next() < 0.5;
  }

  whole(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.whole(values.length - 1)] as T;
  }

  some<T>(values: readonly T[]): readonly T[] {
    return values.filter(() => this.isSo());
  }
}

type Makers<T> = { readonly [K in keyof T]-?: (chance: Chance) => T[K] };

const flag = (chance: Chance): boolean => chance.isSo();
const name = (chance: Chance): string => chance.oneOf(NAMES);
const among =
  <T>(values: readonly T[]) =>
  (chance: Chance): T =>
    chance.oneOf(values);

// A setting that is missing here does not compile.
const SETTINGS: Makers<Settings> = {
  interpolation: flag,
  stepScale: among(STEP_SCALES),
  filmPace: among(FILM_PACES),
  loop: flag,
  pointSize: among([0.25, 1, 1.35, 4]),
  colorScheme: among(COLOR_SCHEMES),
  scale: among(SCALES),
  height: flag,
  opacity: among([0.1, 0.55, 1]),
  labels: flag,
  trails: among(TRAIL_LENGTHS),
  grid: flag,
  animationSpeed: among([0.25, 1, 4]),
  quality: among(QUALITIES),
  memoryLimitMb: among(MEMORY_LIMITS_MB),
  denseSnapshots: among(DENSE_SNAPSHOTS),
};

// Nor does a choice.
const CHOICES: Makers<Choices> = {
  view: among(VIEWS),
  runFilter: among(["", ...NAMES]),
  runs: (chance) => new Set(chance.some(NAMES)),
  runsAreChosen: () => true,
  parameter: among([null, ...NAMES]),
  colorBy: among(COLOR_BYS),
  autoZoom: flag,
  quantity: among(QUANTITIES),
  reference: among([null, ...NAMES]),
  hiddenKinds: (chance) => new Set(chance.some(KINDS)),
  layers: (chance) => (chance.isSo() ? null : { first: chance.whole(3), last: 3 + chance.whole(9) }),
  parameterFilter: among(["", ...NAMES]),
  selected: (chance) =>
    chance.isSo()
      ? null
      : {
          run: name(chance),
          parameter: name(chance),
          part: chance.oneOf([null, "query", ...NAMES]),
          row: chance.oneOf([null, 0, 50_256]),
          column: chance.oneOf([null, 0, 767]),
        },
  trailed: (chance) =>
    chance.isSo()
      ? null
      : {
          run: name(chance),
          parameter: name(chance),
          rows: Array.from({ length: 1 + chance.whole(19) }, (_, row) => row * 7),
        },
  statistic: among(["norm", "grad_norm", ...NAMES]),
  isLogarithmic: flag,
  compare: among(COMPARES),
  alignment: among(ALIGNMENTS),
  scalar: among([null, ...NAMES]),
  since: among([null, 0, -5, 4000]),
  settings: (chance) => made(SETTINGS, chance),
  renderer: among([null, ...RENDERERS]),
  insight: (chance) => (chance.isSo() ? null : { run: name(chance), id: name(chance) }),
};

const SURROUNDINGS: Makers<LinkedSurroundings> = {
  speed: among(SPEEDS),
  pane: among(RIGHT_PANES),
  isTableOpen: flag,
  modules: (chance) =>
    new Map([
      [name(chance), chance.isSo()],
      ["transformer.h", chance.isSo()],
    ]),
  place: (chance) => ({ path: chance.oneOf(["", ...NAMES]), part: chance.oneOf([null, "query", ...NAMES]) }),
};

function made<T>(makers: Makers<T>, chance: Chance): T {
  const entries = Object.entries(makers) as [string, (chance: Chance) => unknown][];
  return Object.fromEntries(entries.map(([key, make]) => [key, make(chance)])) as T;
}

/** What is as always is not in a link: it is read as what it is all the same. */
function complete({ choices, ...rest }: Link): unknown {
  return { speed: 1, ...rest, choices: { ...defaultChoices, ...choices } };
}

const CHANCES = Array.from({ length: CASES }, (_, seed) => new Chance(seed));

describe("a link", () => {
  it.each([false, true])("is read as what it was written from (for others: %s)", (isForOthers) => {
    for (const chance of CHANCES) {
      const around: LinkedSurroundings = chance.isSo() ? made(SURROUNDINGS, chance) : {};
      const link: Link = {
        choices: made(CHOICES, chance),
        ...(chance.isSo() ? { step: chance.oneOf([0, 12.25, 4000, -3]) } : {}),
        ...(chance.isSo()
          ? { camera: Array.from({ length: 6 }, () => Number((chance.next() * 9 - 4).toPrecision(6))) }
          : {}),
        ...around,
      };

      expect(complete(readLink(writeLink(link, isForOthers)))).toEqual(complete(link));
    }
  });

  it("makes a page of which the link is the same", () => {
    for (const chance of CHANCES) {
      const link: Link = {
        choices: made(CHOICES, chance),
        step: 12,
        camera: [1, 2, 3, 4, 5, 6],
        ...made(SURROUNDINGS, chance),
      };
      const hash = writeLink(link, true);
      const read = readLink(hash);
      const page = createLinkedStore(read, read.choices);
      const again = readLink(writeLink(sharedLinkOf(page, page.playhead.value.step), true));

      expect(complete({ ...again, ...placeOf(link) })).toEqual(complete({ ...read, ...placeOf(link) }));
    }
  });
});

/** A place that is what is selected says nothing, nor does a speed as always. */
function placeOf({ choices, place }: Link): Partial<Link> {
  const { selected } = choices;
  return place?.path === selected?.parameter && place?.part === selected?.part
    ? { place: { path: "", part: null } }
    : {};
}

describe("a link for somebody else", () => {
  it("says that settings are as always, for the browser there may remember others", () => {
    const hash = writeLink({ choices: {} }, true);

    expect(hash).toBe("#paramviz&p.paramviz.settings=standard");
    expect(readLink(hash).choices.settings).toEqual(defaultSettings);
    expect(readLink(writeLink({ choices: {} })).choices.settings).toBeUndefined();
  });

  it("names the runs that the page has chosen by itself, and holds the step of a page that follows", () => {
    const store = createLinkedStore({ choices: {} }, { runs: new Set(["a", "b"]) });

    expect(linkOf(store)).not.toHaveProperty("step");
    expect(writeLink(linkOf(store))).toBe("#paramviz");
    expect(writeLink(sharedLinkOf(store, 40), true)).toBe(
      "#paramviz&p.paramviz.run=a&p.paramviz.run=b&p.paramviz.settings=standard&p.paramviz.step=40",
    );
    expect(writeLink(sharedLinkOf(store, null), true)).not.toContain("step");
  });
});

describe("an address with words around the picture that cannot be read", () => {
  it.each([
    ["speed=3"],
    ["pane=secrets"],
    ["table=ajar"],
    ["opened=transformer"],
    ["opened=[1,2]"],
    ["closed={"],
    ["place=[]"],
    ["place=[1]"],
    ['place=["a","b","c"]'],
  ])("is read without them: %s", (word) => {
    expect(readLink(`#paramviz&p.paramviz.${word}`)).toEqual({ choices: {} });
  });

  it("is read without a list of modules that is too long", () => {
    const modules = Array.from({ length: 401 }, (_, index) => `h.${index}`);

    expect(readLink(`#paramviz&p.paramviz.opened=${JSON.stringify(modules)}`)).toEqual({ choices: {} });
  });
});
