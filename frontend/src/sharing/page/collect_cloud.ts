/** Brings the points of one parameter. */

import { DecodeError, float32, integers, type Safetensors } from "../../decode";
import { type Extent, encodePositions } from "./codes";
import { batches, type Collection } from "./collection";
import type { StoredCloud, StoredCloudRun } from "./contents";
import type { CloudPlan } from "./plan";
import type { BlockSink } from "./stack";
import { StackWriter } from "./stack_writer";

/** Three positions and two norms of a point. */
const POINT_BYTES = 5 * 4;
const POINT_BYTES_KEPT = 3 * 2 + 2 * 4;

/** All batches are in the basis of the picture in sight, where there is one, else in that of the first answer. */
export async function collectCloud(
  { parameter, runs }: CloudPlan,
  basisInSight: string | null,
  { server, sink, signal, arrived }: Collection,
): Promise<StoredCloud> {
  const steps = [...new Set(runs.flatMap((one) => one.steps))].sort((a, b) => a - b);
  const points = runs.reduce((sum, { layout }) => sum + layout.rows, 0);
  const writers = runs.map((one) => new CloudWriter(one.run.name, new Set(one.steps), sink));
  const names = runs.map(({ run }) => run.name);
  let basis = basisInSight;
  let isSettled = false;
  for (const some of batches(steps, points * POINT_BYTES)) {
    const request = { runs: names, parameter, steps: some, ...(basis === null ? {} : { basis }) };
    // biome-ignore lint/performance/noAwaitInLoops: in order of steps, and a few at a time
    const file = await server.cloud(request, signal);
    if (isSettled && basis !== file.metadata["basis"]) {
      throw new DecodeError(
        "a run changed while it was saved, and its picture is in another basis now: save it once more",
      );
    }
    isSettled = true;
    basis = file.metadata["basis"] ?? null;
    for (const [index, writer] of writers.entries()) {
      // biome-ignore lint/performance/noAwaitInLoops: memory holds the codes of one run
      await writer.take(file, index);
    }
    signal.throwIfAborted();
    arrived(some.length * points * POINT_BYTES_KEPT);
  }
  return { parameter, basis: basis ?? "", runs: await Promise.all(writers.map((writer) => writer.end())) };
}

/** Writes the points of one run, answer by answer. */
class CloudWriter {
  private readonly extents: Extent[] = [];
  private stacks: Record<"positions" | "norms" | "gradientNorms", StackWriter> | null = null;
  private facts: Pick<StoredCloudRun, "rowIds" | "labels" | "explainedVariance" | "preservation" | "alignment"> = {
    rowIds: [],
    labels: null,
    explainedVariance: [0, 0, 0],
    preservation: null,
    alignment: { agreement: null },
  };

  constructor(
    private readonly name: string,
    private readonly steps: ReadonlySet<number>,
    private readonly sink: BlockSink,
  ) {}

  async take(file: Safetensors, index: number): Promise<void> {
    const rowIds = [...integers(file, `row_ids/${index}`)];
    const points = rowIds.length;
    this.stacks ??= this.open(points);
    this.facts = {
      rowIds,
      labels: entry(file, "labels", index) ?? null,
      explainedVariance: entry(file, "explained_variance", index),
      preservation: entry(file, "neighbor_preservation", index) ?? null,
      alignment: entry(file, "alignment", index),
    };
    const positions = float32(file, `positions/${index}`);
    const norms = float32(file, `norms/${index}`);
    const gradientNorms = float32(file, `grad_norms/${index}`);
    for (const [t, step] of integers(file, `steps/${index}`).entries()) {
      if (this.steps.has(step)) {
        const { codes, extent } = encodePositions(positions.subarray(t * points * 3, (t + 1) * points * 3));
        this.extents.push(extent);
        // biome-ignore lint/performance/noAwaitInLoops: stacks are written in order
        await this.stacks.positions.add(step, codes);
        await this.stacks.norms.add(step, norms.subarray(t * points, (t + 1) * points));
        await this.stacks.gradientNorms.add(step, gradientNorms.subarray(t * points, (t + 1) * points));
      }
    }
  }

  async end(): Promise<StoredCloudRun> {
    const { positions, norms, gradientNorms } = this.stacks ?? this.open(0);
    return {
      name: this.name,
      ...this.facts,
      extents: this.extents,
      positions: await positions.end(),
      norms: await norms.end(),
      gradientNorms: await gradientNorms.end(),
    };
  }

  private open(points: number): Record<"positions" | "norms" | "gradientNorms", StackWriter> {
    const writer = (size: number): StackWriter => new StackWriter(size, this.sink);
    return { positions: writer(points * 3), norms: writer(points), gradientNorms: writer(points) };
  }
}

/** What the answer says of one of its runs. */
function entry({ metadata }: Safetensors, name: string, index: number): unknown {
  const list: unknown = JSON.parse(metadata[name] ?? "[]");
  return Array.isArray(list) ? list[index] : undefined;
}
