/** What is to be known of a file before it is made. */

import type { Parameter } from "../../../answers";
import { chosenKinds, type DataChoice, type Facts, parametersOf } from "../../../sharing/data/choice";
import type { Store } from "../../../store/state";
import { DATA } from "../../strings/data";

/** Where the file has other than somebody may think: less than the whole parameter, or more than the weight selected. */
export function notesOf(store: Store, facts: Facts, choice: DataChoice): readonly string[] {
  const kinds = chosenKinds(choice, facts);
  const parameters = parametersOf(choice.scope, facts);
  return [
    ...selectionNotes(store, choice),
    ...(kinds.includes("weights") || kinds.includes("gradients") ? tileNotes(parameters) : []),
    ...(kinds.includes("rows") && choice.scope === "selected" ? rowNotes(facts) : []),
  ];
}

function selectionNotes({ choices }: Store, { scope }: DataChoice): readonly string[] {
  const { selected, view } = choices.value;
  if (scope !== "selected" || selected === null || view === "embeddings") {
    return [];
  }
  if (selected.row !== null) {
    return [DATA.wholeParameter(selected.column === null ? DATA.oneRow : DATA.oneWeight)];
  }
  return selected.part === null ? [] : [DATA.wholeParameter(selected.part)];
}

function tileNotes(parameters: readonly Parameter[]): readonly string[] {
  const cut = parameters.filter(
    ({ shape, tile_shape }) => shape.reduce((product, size) => product * size, 1) > tile_shape[0] * tile_shape[1],
  );
  const [first] = cut;
  if (first === undefined) {
    return [];
  }
  return [parameters.length === 1 ? DATA.tile(first.tile_shape, first.shape) : DATA.tiles(cut.length)];
}

function rowNotes({ run, parameter }: Facts): readonly string[] {
  const cloud = run.cloud_layouts.find((other) => other.parameter === parameter?.name);
  const rows = parameter?.shape[0] ?? 0;
  return cloud === undefined || cloud.rows >= rows ? [] : [DATA.rowsLogged(cloud.rows, rows)];
}
