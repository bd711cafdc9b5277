/** Whether the shown models have a place. Pure. */

import type { Parameter } from "../../answers";
import { EMBEDDINGS_FLOOR, HEAD_FLOOR } from "../building/floors";
import type { Focus } from "../network/state";

/** Whether any of these runs has it: the whole model, a floor, a module or a parameter. */
export function hasPlace(
  runs: ReadonlyArray<{ readonly run: { readonly parameters: readonly Parameter[] } }>,
  { path }: Focus,
): boolean {
  return (
    ["", EMBEDDINGS_FLOOR, HEAD_FLOOR].includes(path) ||
    runs.some(({ run }) =>
      run.parameters.some(({ name, aliases }) =>
        [name, ...aliases].some((one) => one === path || one.startsWith(`${path}.`)),
      ),
    )
  );
}
