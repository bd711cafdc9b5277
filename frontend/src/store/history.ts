/** What is known of a cloud over time: one entry a snapshot, ready for the GPU, and where a step lies between them. */

import type { RunInfo, Session } from "../answers";
import { DecodeError, float32, integers, type Safetensors } from "../decode";
import { readSteps } from "./asked_steps";
import { type Alignment, type Preservation, readAlignment, readPreservation } from "./fidelity";
import { type Frame, frameOf } from "./frame";
import { newestStartMs } from "./sessions";

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
  /** All steps of the run when this was loaded, ascending: also those at which it logged no rows of this parameter. */
  readonly runSteps: readonly number[];
  /** When the newest of the run's sessions began, by then; 0 where that is not known. */
  readonly sessionStartMs: number;
  /** Steps that were asked for and have no rows of this parameter. */
  readonly absent: ReadonlySet<number>;
  readonly rowIds: Float64Array;
  /** One per point, or null where the run was logged without labels. */
  readonly labels: readonly string[] | null;
  /** Share of the variance that each axis shows. */
  readonly explainedVariance: readonly number[];
  readonly preservation: Preservation | null;
  readonly alignment: Alignment | null;
  /** In order of their steps. */
  readonly snapshots: readonly CloudSnapshot[];
}

/** A run as the list of runs knew it when its cloud was asked for. */
export interface AskedRun {
  readonly name: string;
  readonly steps: readonly number[];
  readonly sessions?: readonly Session[];
  /** Those that were asked for; all where it is left out. */
  readonly asked?: readonly number[];
  /** What is not found before this step will not come any more; without it, before the newest that is found. */
  readonly settledBefore?: number;
}

/** The clouds of several runs in one basis, as one answer of the server brings them. */
export interface CloudAnswer {
  readonly basis: string;
  readonly histories: readonly CloudHistory[];
}

/** The clouds that are shown. */
export interface Clouds extends CloudAnswer {
  readonly parameter: string;
}

/** Where a step lies: between two snapshots, and how far from the one to the other. */
export interface Bracket {
  readonly before: number;
  readonly after: number;
  /** 0 at `before`, 1 at `after`. */
  readonly fraction: number;
}

/**
 * Reads the answer of the route `cloud` about the runs that were asked for. Throws `DecodeError` where it is about others,
 * or where its tensors are missing or do not fit each other.
 */
export function readCloudAnswer(file: Safetensors, asked: readonly AskedRun[]): CloudAnswer {
  const runs = list(file, "runs");
  if (runs.length !== asked.length || asked.some(({ name }, index) => name !== runs[index])) {
    throw new DecodeError(`expected the runs ${asked.map(({ name }) => name).join(", ")}, found ${runs.join(", ")}`);
  }
  const variance = list(file, "explained_variance");
  const preservations = list(file, "neighbor_preservation");
  const alignments = list(file, "alignment");
  const histories = asked.map(
    (run, index): CloudHistory => ({
      ...readPoints(file, index, run),
      explainedVariance: readShares(variance[index]),
      preservation: readPreservation(preservations[index]),
      alignment: readAlignment(alignments[index]),
    }),
  );
  return { basis: word(file, "basis"), histories };
}

function readPoints(
  file: Safetensors,
  index: number,
  { name, steps: runSteps, sessions, asked = runSteps, settledBefore }: AskedRun,
): Omit<CloudHistory, "explainedVariance" | "preservation" | "alignment"> {
  // Where not all were asked for, no others can have come.
  const steps = readSteps(file, `steps/${index}`, settledBefore === undefined ? null : asked);
  const rowIds = integers(file, `row_ids/${index}`);
  const points = rowIds.length;
  const values = (tensor: string, perPoint: number): ((t: number) => Float32Array) => {
    const all = float32(file, `${tensor}/${index}`);
    const size = points * perPoint;
    if (all.length !== steps.length * size) {
      throw new DecodeError(`"${tensor}/${index}" does not fit ${steps.length} steps of ${points} rows`);
    }
    // Copies, so that one of them can be dropped without the others.
    return (t) => all.slice(t * size, (t + 1) * size);
  };
  const positions = values("positions", 3);
  const magnitudes = values("norms", 1);
  const gradients = values("grad_norms", 1);
  return {
    run: name,
    runSteps: allSteps(runSteps, steps),
    sessionStartMs: newestStartMs(sessions),
    absent: absentSteps(asked, new Set(steps), settledBefore ?? steps.at(-1) ?? Number.NEGATIVE_INFINITY),
    rowIds,
    labels: readLabels(file, index, points),
    snapshots: Array.from(steps, (step, t) => {
      const places = positions(t);
      return { step, positions: places, magnitudes: magnitudes(t), gradients: gradients(t), frame: frameOf(places) };
    }),
  };
}

function readShares(shares: unknown): readonly number[] {
  if (!(Array.isArray(shares) && shares.every((share) => typeof share === "number"))) {
    throw new DecodeError(`expected shares of the variance, found ${JSON.stringify(shares)}`);
  }
  return shares;
}

/** The labels of a run; null where it has none, or where only newer steps were asked for. */
function readLabels(file: Safetensors, index: number, points: number): readonly string[] | null {
  const labels = file.metadata["labels"] === undefined ? null : (list(file, "labels")[index] ?? null);
  if (labels !== null && !(Array.isArray(labels) && labels.length === points)) {
    throw new DecodeError(`the labels of run ${index} do not fit ${points} rows`);
  }
  return labels;
}

function list(file: Safetensors, name: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(word(file, name));
  } catch (error) {
    throw new DecodeError(`the metadata "${name}" is no JSON: ${String(error)}`, { cause: error });
  }
  if (!Array.isArray(value)) {
    throw new DecodeError(`the metadata "${name}" is no list`);
  }
  return value;
}

function word({ metadata }: Safetensors, name: string): string {
  const value = metadata[name];
  if (value === undefined) {
    throw new DecodeError(`the metadata "${name}" is missing`);
  }
  return value;
}

function allSteps(some: Iterable<number>, others: Iterable<number>): number[] {
  return [...new Set([...some, ...others])].sort((a, b) => a - b);
}

/** What was asked for and not found; nothing is known of what is not settled yet. */
function absentSteps(asked: readonly number[], found: ReadonlySet<number>, settledBefore: number): ReadonlySet<number> {
  return new Set(asked.filter((step) => step < settledBefore && !found.has(step)));
}

/** A history with the snapshots of another answer about the same run among its own. */
export function extended(history: CloudHistory, other: CloudHistory): CloudHistory {
  const bySteps = new Map([...other.snapshots, ...history.snapshots].map((snapshot) => [snapshot.step, snapshot]));
  const snapshots = [...bySteps.values()].sort((a, b) => a.step - b.step);
  return {
    ...history,
    runSteps: allSteps(history.runSteps, other.runSteps),
    absent: new Set([...history.absent, ...other.absent]),
    snapshots,
  };
}

const unshown = new WeakMap<CloudSnapshot, number>();

/** How many points of a snapshot have no place, because their rows are not finite; counted once. */
export function unshownPoints(snapshot: CloudSnapshot): number {
  let count = unshown.get(snapshot);
  if (count === undefined) {
    count = 0;
    for (let index = 0; index < snapshot.positions.length; index += 3) {
      count += Number.isFinite(snapshot.positions[index]) ? 0 : 1;
    }
    unshown.set(snapshot, count);
  }
  return count;
}

/** The newest step of a history, -Infinity where it has none. */
export function lastStep(history: CloudHistory): number {
  return history.snapshots.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
}

/** Whether what is held is still the beginning of the run: false after a resume, which may have logged the same steps anew. */
export function isPrefix(history: CloudHistory, { steps, sessions }: Pick<RunInfo, "steps" | "sessions">): boolean {
  if (history.sessionStartMs !== newestStartMs(sessions)) {
    return false;
  }
  const last = lastStep(history);
  const known = history.runSteps.filter((step) => step <= last);
  const current = steps.filter((step) => step <= last);
  return known.length === current.length && known.every((step, index) => step === current[index]);
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
