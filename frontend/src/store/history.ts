/** What is known of a cloud over time: one entry a snapshot, ready for the GPU, and where a step lies between them. */

import { float32, integers, type Safetensors } from "../decode";
import { type Frame, frameOf } from "./frame";

export interface CloudSnapshot {
  readonly step: number;
  /** x, y, z of each point. */
  readonly positions: Float32Array;
  /** Norm of each row. */
  readonly magnitudes: Float32Array;
  /** Norm of each row's gradient; NaN where none was logged. */
  readonly gradients: Float32Array;
  readonly frame: Frame;
}

export interface CloudHistory {
  readonly run: string;
  readonly rowIds: Float64Array;
  /** One per point, or null where the run was logged without labels. */
  readonly labels: readonly string[] | null;
  /** Share of the variance that each axis shows. */
  readonly explainedVariance: readonly number[];
  /** In order of their steps. */
  readonly snapshots: readonly CloudSnapshot[];
}

/** The clouds of several runs in one basis, as one answer of the server brings them. */
export interface CloudAnswer {
  readonly basis: string;
  readonly histories: readonly CloudHistory[];
}

/** Where a step lies: between two snapshots, and how far from the one to the other. */
export interface Bracket {
  readonly before: number;
  readonly after: number;
  /** 0 at `before`, 1 at `after`. */
  readonly fraction: number;
}

/** Reads the answer of the route `cloud`; throws `DecodeError` where a tensor is missing. */
export function readCloudAnswer(file: Safetensors): CloudAnswer {
  const { metadata } = file;
  const runs = JSON.parse(metadata["runs"] ?? "[]") as string[];
  const labels = JSON.parse(metadata["labels"] ?? "[]") as Array<string[] | null>;
  const variance = JSON.parse(metadata["explained_variance"] ?? "[]") as number[] | number[][];
  const histories = runs.map((run, index): CloudHistory => {
    const steps = integers(file, `steps/${index}`);
    const rowIds = integers(file, `row_ids/${index}`);
    const positions = float32(file, `positions/${index}`);
    const magnitudes = float32(file, `norms/${index}`);
    const gradients = float32(file, `grad_norms/${index}`);
    const points = rowIds.length;
    const own = variance[index];
    return {
      run,
      rowIds,
      labels: labels[index] ?? null,
      explainedVariance: Array.isArray(own) ? own : (variance as number[]),
      snapshots: Array.from(steps, (step, t) => {
        const at = positions.subarray(t * points * 3, (t + 1) * points * 3);
        return {
          step,
          positions: at,
          magnitudes: magnitudes.subarray(t * points, (t + 1) * points),
          gradients: gradients.subarray(t * points, (t + 1) * points),
          frame: frameOf(at),
        };
      }),
    };
  });
  return { basis: metadata["basis"] ?? "", histories };
}

/** A history with the snapshots of a newer answer behind its own. */
export function extended(history: CloudHistory, newer: CloudHistory): CloudHistory {
  const last = lastStep(history);
  return { ...history, snapshots: [...history.snapshots, ...newer.snapshots.filter(({ step }) => step > last)] };
}

/** The newest step of a history, -Infinity where it has none. */
export function lastStep(history: CloudHistory): number {
  return history.snapshots.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
}

/** Whether what is held is still the beginning of the run: false after a resume that replaced steps. */
export function isPrefix(history: CloudHistory, steps: readonly number[]): boolean {
  const known = new Set(steps);
  const last = lastStep(history);
  return (
    history.snapshots.every(({ step }) => known.has(step)) &&
    steps.filter((step) => step <= last).length === history.snapshots.length
  );
}

/** Finds a step among snapshots; before the first and after the last the picture stands still. */
export function bracketOf(snapshots: readonly { readonly step: number }[], step: number): Bracket {
  let low = 0;
  let high = snapshots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((snapshots[middle]?.step ?? 0) <= step) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const before = snapshots[low];
  const after = snapshots[low + 1];
  if (before === undefined || after === undefined || step <= before.step) {
    return { before: low, after: low, fraction: 0 };
  }
  return { before: low, after: low + 1, fraction: (step - before.step) / (after.step - before.step) };
}
