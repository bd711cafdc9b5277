/** One table: headings that sort, rows that are selected, page by page. */

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { choose, type Store } from "../../store/state";
import {
  type Column,
  foundRows,
  nextSorting,
  type Page,
  pageOf,
  ROWS_PER_PAGE,
  type Sorting,
  sortedRows,
  type Table,
} from "../../store/table/table";
import { cellText, headingOf, TABLE } from "../strings/table";

interface GridProps {
  readonly store: Store;
  readonly table: Table;
  readonly query: string;
  readonly caption: string;
}

export function Grid({ store, table, query, caption }: GridProps): JSX.Element {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [wanted, setWanted] = useState(0);
  const found = useMemo(() => foundRows(table, query), [table, query]);
  const sorted = useMemo(() => sortedRows(table, found, sorting), [table, found, sorting]);
  const page = pageOf(sorted, wanted);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="table-scroll" tabIndex={0} aria-label={TABLE.scrolls}>
        <table class="numbers">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <Heading
                  key={headingOf(column)}
                  column={column}
                  order={orderOf(sorting, index)}
                  onClick={() => {
                    setSorting(nextSorting(sorting, index));
                    setWanted(0);
                  }}
                />
              ))}
              <th scope="col">
                <span class="heard">{TABLE.selection}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <Row key={row} store={store} table={table} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <Pages page={page} found={sorted.length} all={table.count} go={setWanted} />
    </>
  );
}

type Order = "ascending" | "descending" | "none";

function orderOf(sorting: Sorting | null, column: number): Order {
  if (sorting?.column !== column) {
    return "none";
  }
  return sorting.isDescending ? "descending" : "ascending";
}

const ARROWS: Readonly<Record<Order, string>> = { ascending: "▲", descending: "▼", none: "" };

interface HeadingProps {
  readonly column: Column;
  readonly order: Order;
  onClick(): void;
}

function Heading({ column, order, onClick }: HeadingProps): JSX.Element {
  return (
    <th scope="col" aria-sort={order} class={isOfWords(column) ? "of-words" : undefined}>
      <button type="button" onClick={onClick}>
        {headingOf(column)}
        <span class="order" aria-hidden="true">
          {ARROWS[order]}
        </span>
      </button>
    </th>
  );
}

const WORDS: readonly string[] = ["label", "parameter", "kind", "shape", "layer"];

function isOfWords({ key }: Column): boolean {
  return WORDS.includes(key);
}

function Row({ store, table, row }: { store: Store; table: Table; row: number }): JSX.Element {
  const isSelected = table.isSelected(row);
  const name = table.columns
    .slice(0, 2)
    .filter(({ key }) => ["row", "label", "parameter"].includes(key))
    .map((column) => `${column.key === "row" ? "row " : ""}${cellText(column, row)}`)
    .join(", ");
  return (
    <tr class={isSelected ? "is-selected" : undefined}>
      {table.columns.map((column, index) => (
        <Cell key={headingOf(column)} column={column} row={row} isHeading={index === 0} />
      ))}
      <td>
        <button
          type="button"
          class="link"
          aria-label={TABLE.selectRow(name)}
          aria-pressed={isSelected}
          onClick={() => choose(store, { selected: isSelected ? null : table.selectionAt(row) })}
        >
          {TABLE.select}
        </button>
      </td>
    </tr>
  );
}

function Cell({ column, row, isHeading }: { column: Column; row: number; isHeading: boolean }): JSX.Element {
  const text = cellText(column, row);
  const look = isOfWords(column) ? "of-words" : undefined;
  return isHeading ? (
    <th scope="row" class={look}>
      {text}
    </th>
  ) : (
    <td class={look}>{text}</td>
  );
}

interface PagesProps {
  readonly page: Page;
  readonly found: number;
  readonly all: number;
  go(page: number): void;
}

function Pages({ page, found, all, go }: PagesProps): JSX.Element {
  const first = page.number * ROWS_PER_PAGE;
  return (
    <div class="table-pages">
      <p aria-live="polite">{TABLE.rows(first + 1, first + page.rows.length, found, all)}</p>
      {page.count < 2 ? null : (
        <>
          <button type="button" class="flat" disabled={page.number === 0} onClick={() => go(page.number - 1)}>
            {TABLE.previousPage}
          </button>
          <button
            type="button"
            class="flat"
            disabled={page.number === page.count - 1}
            onClick={() => go(page.number + 1)}
          >
            {TABLE.nextPage}
          </button>
        </>
      )}
    </div>
  );
}
