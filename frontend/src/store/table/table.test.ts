import { describe, expect, it } from "vitest";
import { foundRows, nextSorting, pageOf, ROWS_PER_PAGE, sortedRows, type Table } from "./table";

const LABELS = ["e", "the", "E2", "a"];
const NORMS = [3, Number.NaN, 1, 2];

const TABLE: Table = {
  count: 4,
  columns: [
    { key: "row", valueAt: (row) => row * 10 },
    { key: "label", valueAt: (row) => LABELS[row] ?? "" },
    { key: "norm", valueAt: (row) => NORMS[row] ?? Number.NaN },
  ],
  selectionAt: () => null,
  isSelected: () => false,
};
const ALL = [0, 1, 2, 3];

describe("rows that are searched for", () => {
  it("have the text, in whichever case, or the number", () => {
    expect(foundRows(TABLE, "")).toEqual(ALL);
    expect(foundRows(TABLE, " E ")).toEqual([0, 1, 2]);
    expect(foundRows(TABLE, "20")).toEqual([2]);
    expect(foundRows(TABLE, "2")).toEqual([2]); // by its label, not by a part of its number
    expect(foundRows(TABLE, "nothing")).toEqual([]);
  });

  it("are no regular expression", () => {
    expect(foundRows(TABLE, ".*")).toEqual([]);
  });
});

describe("the order of rows", () => {
  it("is that of a column, with what is not known at the end either way", () => {
    expect(sortedRows(TABLE, ALL, { column: 2, isDescending: false })).toEqual([2, 3, 0, 1]);
    expect(sortedRows(TABLE, ALL, { column: 2, isDescending: true })).toEqual([0, 3, 2, 1]);
    expect(sortedRows(TABLE, ALL, { column: 1, isDescending: false })).toEqual([3, 0, 2, 1]);
  });

  it("is their own without a column, or with one that is gone", () => {
    expect(sortedRows(TABLE, ALL, null)).toEqual(ALL);
    expect(sortedRows(TABLE, ALL, { column: 9, isDescending: true })).toEqual(ALL);
  });

  it("changes with each press: upwards, downwards, its own", () => {
    const up = nextSorting(null, 1);
    const down = nextSorting(up, 1);

    expect([up, down, nextSorting(down, 1)]).toEqual([
      { column: 1, isDescending: false },
      { column: 1, isDescending: true },
      null,
    ]);
    expect(nextSorting(down, 2)).toEqual({ column: 2, isDescending: false });
  });
});

describe("pages", () => {
  const rows = Array.from({ length: ROWS_PER_PAGE * 2 + 1 }, (_, row) => row);

  it("hold so many rows, the last one what is left", () => {
    expect(pageOf(rows, 1)).toMatchObject({ number: 1, count: 3 });
    expect(pageOf(rows, 1).rows[0]).toBe(ROWS_PER_PAGE);
    expect(pageOf(rows, 2).rows).toEqual([ROWS_PER_PAGE * 2]);
  });

  it("are never beyond the last one, and there is always one", () => {
    expect(pageOf(rows, 99).number).toBe(2);
    expect(pageOf(rows, -1).number).toBe(0);
    expect(pageOf([], 3)).toEqual({ rows: [], number: 0, count: 1 });
  });
});
