/** Answers of the route `snapshots`, for tests. */

import type { RunInfo } from "../answers";
import type { SnapshotKind } from "../api";
import { decodeSafetensors, type Safetensors } from "../decode";
import { codeCount } from "../store/network/history";
import { safetensors } from "./safetensors";

/** The answer about some steps of a run: by default every code is the step, every statistic 1. */
export function snapshotsFile(
  run: RunInfo,
  kind: SnapshotKind,
  steps: readonly number[],
  value: (step: number, index: number) => number = (step) => (kind === "statistics" ? 1 : step),
): Safetensors {
  const { parameters, statistic_names } = run;
  const shape = kind === "statistics" ? [parameters.length, statistic_names.length] : [codeCount(parameters)];
  const size = shape.reduce((product, length) => product * length, 1);
  const values = steps.flatMap((step) => Array.from({ length: size }, (_, index) => value(step, index)));
  return decodeSafetensors(
    safetensors({
      steps: { dtype: "I64", shape: [steps.length], values: steps },
      [kind]: { dtype: kind === "statistics" ? "F32" : "I16", shape: [steps.length, ...shape], values },
    }),
  );
}
