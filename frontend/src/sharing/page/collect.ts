/** Brings together what an exported page is to hold, from the server that shows the runs. */

import type { FullWidth, RunInfo } from "../../answers";
import { type SnapshotKind, unlessRefused } from "../../api";
import { DecodeError, integers, type TensorData } from "../../decode";
import { codeCount } from "../../store/network/history";
import { ROUNDING_FLOOR_8, shortened } from "./codes";
import { collectCloud } from "./collect_cloud";
import { batches, type Collection } from "./collection";
import type { Contents, StoredCloud, StoredRows, StoredSnapshots, StoredTime } from "./contents";
import type { PagePlan, RowsPlan, RunPlan } from "./plan";
import { RowsWriter } from "./rows_writer";
import { StackWriter } from "./stack_writer";

/** So many scalars are kept of each run: the loss, the one in sight, and others in order of name. */
const MOST_SCALARS = 24;

export type Collected = Pick<Contents, "runs" | "times" | "clouds" | "snapshots" | "rows">;

/** What is in sight, and to be the same in the exported page. */
export interface InSight {
  readonly parameter: string | null;
  readonly basis: string | null;
  readonly scalar: string | null;
}

/** Asks for one thing after the other. Rejects as the server's answers do, and with the signal's reason. */
export async function collect(plan: PagePlan, inSight: InSight, collection: Collection): Promise<Collected> {
  const clouds: StoredCloud[] = [];
  const snapshots: StoredSnapshots[] = [];
  const rows: StoredRows[] = [];
  const times: StoredTime[] = [];
  for (const cloud of plan.clouds) {
    if (cloud.runs.length > 0) {
      const basis = cloud.parameter === inSight.parameter ? inSight.basis : null;
      // biome-ignore lint/performance/noAwaitInLoops: one after the other, so that memory holds one of them
      clouds.push(await collectCloud(cloud, basis, collection));
    }
  }
  for (const one of plan.rows) {
    // biome-ignore lint/performance/noAwaitInLoops: as above
    const found = await collectRows(one, collection);
    rows.push(...(found === null ? [] : [found]));
  }
  for (const { run, steps, bits, weightSteps, gradientSteps } of plan.runs) {
    // biome-ignore lint/performance/noAwaitInLoops: as above
    snapshots.push(await collectSnapshots(run, { kind: "statistics", steps, bits }, collection));
    snapshots.push(await collectSnapshots(run, { kind: "weights", steps: weightSteps, bits }, collection));
    snapshots.push(await collectSnapshots(run, { kind: "gradients", steps: gradientSteps, bits }, collection));
    times.push(await collectTime(run, inSight.scalar, collection));
  }
  const kept = { clouds, snapshots: snapshots.filter(({ stack }) => stack.steps.length > 0), rows };
  return { ...kept, times, runs: plan.runs.map((one) => describedRun(one, kept)) };
}

/** A run as the exported page knows it: with the steps, kinds and clouds that are there. */
function describedRun(
  { run, steps, bits }: RunPlan,
  { clouds, snapshots, rows }: Pick<Collected, "clouds" | "snapshots" | "rows">,
): RunInfo {
  const names = clouds.filter(({ runs }) => runs.some(({ name }) => name === run.name)).map((one) => one.parameter);
  const fullWidth = rows
    .filter((one) => one.run === run.name)
    .map(({ parameter, codes }): FullWidth => ({ parameter, steps: codes.steps }));
  return {
    ...run,
    steps,
    // A file has no age: it says when it was made. Nor has it a disk.
    newest_ms: null,
    is_disk_full: false,
    rounding_floor: bits === 8 ? Math.max(run.rounding_floor, ROUNDING_FLOOR_8) : run.rounding_floor,
    kinds: snapshots.filter((one) => one.run === run.name).map(({ kind }) => kind),
    clouds: run.clouds.filter((name) => names.includes(name)),
    cloud_layouts: run.cloud_layouts.filter(({ parameter }) => names.includes(parameter)),
    full_width: fullWidth,
  };
}

async function collectSnapshots(
  run: RunInfo,
  { kind, steps, bits }: { readonly kind: SnapshotKind; readonly steps: readonly number[]; readonly bits: 8 | 16 },
  { server, sink, signal, arrived }: Collection,
): Promise<StoredSnapshots> {
  const shape =
    kind === "statistics" ? [run.parameters.length, run.statistic_names.length] : [codeCount(run.parameters)];
  const size = shape.reduce((product, length) => product * length, 1);
  const writer = new StackWriter(size, sink);
  const bytes = kind === "statistics" ? size * 4 : (size * bits) / 8;
  for (const some of batches(steps, bytes)) {
    // biome-ignore lint/performance/noAwaitInLoops: in order of steps, and a few at a time
    const file = await server.snapshots({ run: run.name, kind, steps: some }, signal);
    const data = file.tensors.get(kind)?.data;
    const found = integers(file, "steps");
    if (data === undefined || data.length !== found.length * size) {
      throw new DecodeError(`expected ${found.length} snapshots of ${size} numbers of ${run.name}`);
    }
    await addAll(writer, found, (t) => shortened(data.subarray(t * size, (t + 1) * size), bits));
    signal.throwIfAborted();
    arrived(some.length * bytes);
  }
  return { run: run.name, kind, shape, stack: await writer.end() };
}

async function addAll(writer: StackWriter, steps: Float64Array, at: (t: number) => TensorData): Promise<void> {
  for (const [t, step] of steps.entries()) {
    // biome-ignore lint/performance/noAwaitInLoops: a stack is written in order
    await writer.add(step, at(t));
  }
}

/** Rows in full width; null where the server refuses them: the page says then that it has none. */
async function collectRows(
  { run, layout, steps }: RowsPlan,
  { server, sink, signal, arrived }: Collection,
): Promise<StoredRows | null> {
  const { parameter, rows: count, columns } = layout;
  let writer: RowsWriter | null = null;
  for (const step of steps) {
    // biome-ignore lint/performance/noAwaitInLoops: a step of a large vocabulary is enough at once
    const file = await unlessRefused(server.rows({ run: run.name, parameter, steps: [step] }, signal));
    if (file !== null) {
      writer ??= new RowsWriter({ run: run.name, parameter, columns }, file, sink);
      await writer.add(step, file);
    }
    signal.throwIfAborted();
    arrived(count * (columns * 2 + 4));
  }
  return writer === null ? null : await writer.end();
}

async function collectTime(
  { name: run }: RunInfo,
  scalar: string | null,
  { server, signal }: Collection,
): Promise<StoredTime> {
  const all = (await unlessRefused(server.scalarTags(run, signal))) ?? { tags: [], loss: null };
  const first = [scalar, all.loss].filter((tag) => tag !== null && all.tags.includes(tag));
  const tags = new Set([...first, ...all.tags].slice(0, MOST_SCALARS + first.length));
  const series = await Promise.all([...tags].map((tag) => unlessRefused(server.scalar(run, String(tag), signal))));
  const phases = await unlessRefused(server.phases(run, signal));
  const insights = await unlessRefused(server.insights(run, signal));
  return {
    run,
    tags: { tags: all.tags.filter((tag) => tags.has(tag)), loss: all.loss },
    series: series.filter((one) => one !== null),
    phases,
    insights,
  };
}
