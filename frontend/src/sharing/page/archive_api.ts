/** Answers as the server would, from what an exported page holds. */

import type { InsightReport, Movement, Neighbor, PhaseReport, RunInfo, ScalarSeries, ScalarTags } from "../../answers";
import {
  type CloudRequest,
  type MovementRequest,
  type NeighborsRequest,
  RefusedError,
  type Server,
  type SnapshotsRequest,
} from "../../api";
import type { Safetensors, Tensor, TensorData } from "../../decode";
import { ARCHIVE } from "../../ui/strings/archive";
import { ArchiveRows } from "./archive_rows";
import { decodePositions, type Extent } from "./codes";
import type { Contents, StoredCloudRun, StoredTime } from "./contents";
import type { BlockSource, Stack } from "./stack";
import { StackReader } from "./stack_reader";

const NOT_FOUND = 404;

export class ArchiveApi implements Server {
  private readonly reader: StackReader;
  private readonly wide: ArchiveRows;

  constructor(
    private readonly contents: Contents,
    blocks: BlockSource,
  ) {
    this.reader = new StackReader(blocks);
    this.wide = new ArchiveRows(contents, this.reader);
  }

  runs(): Promise<readonly RunInfo[]> {
    return Promise.resolve(this.contents.runs);
  }

  async cloud({ runs, parameter, after, steps }: CloudRequest): Promise<Safetensors> {
    const cloud = this.contents.clouds.find((one) => one.parameter === parameter);
    const chosen = runs.map((name) => cloud?.runs.find((run) => run.name === name));
    if (cloud === undefined || !chosen.every((run) => run !== undefined)) {
      throw new RefusedError(NOT_FOUND, ARCHIVE.noCloud(parameter));
    }
    const tensors = new Map<string, Tensor>();
    for (const [index, run] of chosen.entries()) {
      const kept = indicesOf(run.positions, { after, steps });
      for (const [name, tensor] of await this.points(run, kept)) {
        tensors.set(`${name}/${index}`, tensor);
      }
    }
    const each = (value: (run: StoredCloudRun) => unknown): string => JSON.stringify(chosen.map(value));
    return {
      metadata: {
        basis: cloud.basis,
        runs: JSON.stringify(runs),
        explained_variance: each((run) => run.explainedVariance),
        neighbor_preservation: each((run) => run.preservation),
        alignment: each((run) => run.alignment),
        ...(after === undefined ? { labels: each((run) => run.labels) } : {}),
      },
      tensors,
    };
  }

  async snapshots({ run, kind, after, steps }: SnapshotsRequest): Promise<Safetensors> {
    const stored = this.contents.snapshots.find((one) => one.run === run && one.kind === kind);
    if (stored === undefined) {
      throw new RefusedError(NOT_FOUND, ARCHIVE.noSnapshots(kind, run));
    }
    const kept = indicesOf(stored.stack, { after, steps });
    const data = await this.reader.read(stored.stack, kept);
    return {
      metadata: { run },
      tensors: new Map<string, Tensor>([
        ["steps", stepsTensor(stored.stack, kept)],
        [kind, { shape: [kept.length, ...stored.shape], data }],
      ]),
    };
  }

  async neighbors(request: NeighborsRequest): Promise<readonly Neighbor[]> {
    return await this.wide.neighbors(request);
  }

  async movement(request: MovementRequest): Promise<Movement> {
    return await this.wide.movement(request);
  }

  scalarTags(run: string): Promise<ScalarTags> {
    return Promise.resolve(this.timeOf(run)?.tags ?? { tags: [], loss: null });
  }

  scalar(run: string, tag: string): Promise<ScalarSeries> {
    return this.found(
      this.timeOf(run)?.series.find((one) => one.tag === tag),
      ARCHIVE.noScalar(tag),
    );
  }

  phases(run: string): Promise<PhaseReport> {
    return this.found(this.timeOf(run)?.phases ?? undefined, ARCHIVE.noPhases);
  }

  insights(run: string): Promise<InsightReport> {
    return this.found(this.timeOf(run)?.insights ?? undefined, ARCHIVE.noInsights);
  }

  /** What only a server can give is not in the page's menu. */
  rows(): Promise<never> {
    return this.found<never>(undefined, ARCHIVE.noServer);
  }

  asset(): Promise<never> {
    return this.found<never>(undefined, ARCHIVE.noServer);
  }

  exportFile(): Promise<never> {
    return this.found<never>(undefined, ARCHIVE.noServer);
  }

  exportAddress(): Promise<never> {
    return this.found<never>(undefined, ARCHIVE.noServer);
  }

  private found<T>(value: T | undefined, otherwise: string): Promise<T> {
    return value === undefined ? Promise.reject(new RefusedError(NOT_FOUND, otherwise)) : Promise.resolve(value);
  }

  private timeOf(run: string): StoredTime | undefined {
    return this.contents.times.find((one) => one.run === run);
  }

  private async points(
    run: StoredCloudRun,
    kept: readonly number[],
  ): Promise<ReadonlyArray<readonly [string, Tensor]>> {
    const points = run.rowIds.length;
    const codes = (await this.reader.read(run.positions, kept)) as TensorData as Int16Array;
    const positions = new Float32Array(codes.length);
    for (const [place, index] of kept.entries()) {
      const start = place * points * 3;
      decodePositions(codes.subarray(start, start + points * 3), run.extents[index] as Extent, positions, start);
    }
    const perPoint = [kept.length, points];
    return [
      ["steps", stepsTensor(run.positions, kept)],
      ["row_ids", { shape: [points], data: Float64Array.from(run.rowIds) }],
      ["positions", { shape: [...perPoint, 3], data: positions }],
      ["norms", { shape: perPoint, data: await this.reader.read(run.norms, kept) }],
      ["grad_norms", { shape: perPoint, data: await this.reader.read(run.gradientNorms, kept) }],
    ];
  }
}

/** Which snapshots of a stack a request means. */
function indicesOf(
  stack: Stack,
  { after = Number.NEGATIVE_INFINITY, steps }: { after: number | undefined; steps: readonly number[] | undefined },
): readonly number[] {
  const asked = steps === undefined ? null : new Set(steps);
  return [...stack.steps.keys()].filter((index) => {
    const step = stack.steps[index] as number;
    return step > after && (asked?.has(step) ?? true);
  });
}

function stepsTensor(stack: Stack, kept: readonly number[]): Tensor {
  return { shape: [kept.length], data: Float64Array.from(kept, (index) => stack.steps[index] as number) };
}
