/** What a click on a row in a list does: it selects the row's point, or with Shift adds its trail or takes it away. */

import { choose, type Store } from "../store/state";
import { toggledTrail } from "../store/trails";

/** A row of a run's parameter. */
interface RowOfRun {
  readonly run: string;
  readonly parameter: string;
  readonly row: number;
}

/** Enter on a button is a click, too, with the keys that are held. */
export function selectRow(store: Store, { run, parameter, row }: RowOfRun, { shiftKey }: MouseEvent): void {
  choose(
    store,
    shiftKey
      ? { trailed: toggledTrail(store.choices.peek().trailed, { run, parameter, row }, store.clouds.peek()) }
      : { selected: { run, parameter, part: null, row, column: null } },
  );
}
