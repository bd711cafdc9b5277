/** A server that keeps its runs in memory and answers as the plugin's routes do, for tests. */

import type {
  Insight,
  InsightReport,
  Movement,
  Neighbor,
  PhaseReport,
  RunInfo,
  ScalarSeries,
  ScalarTags,
  Session,
} from "../answers";
import type {
  CloudRequest,
  MovementRequest,
  NeighborsRequest,
  PageSource,
  RowsRequest,
  SnapshotsRequest,
} from "../api";
import { decodeSafetensors, type Safetensors } from "../decode";
import { cloudFile, runInfo, TOKENS } from "./clouds";
import { safetensors } from "./safetensors";
import { snapshotsFile } from "./snapshots";

export type Request = "runs" | CloudRequest | SnapshotsRequest | NeighborsRequest | MovementRequest | RowsRequest;

const COLUMNS = 16;

interface Logged {
  readonly steps: number[];
  readonly sessions: Session[];
  readonly stepsWithRows: Set<number>;
  rowIds: readonly number[];
  clouds: readonly string[];
}

export class MemoryServer implements PageSource {
  private readonly logged = new Map<string, Logged>();
  private readonly requests: Request[] = [];
  private readonly timeRequests: string[] = [];
  private readonly scalars = new Map<string, Map<string, readonly number[]>>();
  private readonly reports = new Map<string, PhaseReport>();
  private readonly insightsOf = new Map<string, readonly Insight[]>();
  private failure: Error | null = null;
  private held: Array<() => void> | null = null;
  private fits = 1;

  /** Logs snapshots; without steps the run is there all the same. */
  log(name: string, ...steps: number[]): this {
    const run = this.runOf(name);
    run.steps.push(...steps);
    for (const step of steps) {
      run.stepsWithRows.add(step);
    }
    return this;
  }

  /** Logs steps at which only other things than the rows are logged. */
  logWithoutRows(name: string, ...steps: number[]): this {
    this.runOf(name).steps.push(...steps);
    return this;
  }

  /** Removes what a run that is resumed at a step will log again. */
  resume(name: string, step: number): this {
    const { steps } = this.runOf(name);
    const first = steps.findIndex((other) => other >= step);
    steps.splice(first < 0 ? steps.length : first);
    const { sessions } = this.runOf(name);
    sessions.push({ start_ms: 1 + sessions.length, first_step: step });
    return this;
  }

  setRows(name: string, rowIds: readonly number[]): this {
    this.runOf(name).rowIds = rowIds;
    return this;
  }

  setClouds(name: string, clouds: readonly string[]): this {
    this.runOf(name).clouds = clouds;
    return this;
  }

  remove(name: string): this {
    this.logged.delete(name);
    return this;
  }

  /** From now on there is another basis, and that of earlier answers is gone. */
  fit(): this {
    this.fits += 1;
    return this;
  }

  fail(error: Error): this {
    this.failure = error;
    return this;
  }

  recover(): this {
    this.failure = null;
    return this;
  }

  /** Keeps all answers back. */
  hold(): this {
    this.held = [];
    return this;
  }

  /** Sends the answers that were kept back. */
  release(): void {
    for (const answer of this.held?.splice(0) ?? []) {
      answer();
    }
    this.held = null;
  }

  /** What was asked since this was called last. */
  takeRequests(): Request[] {
    return this.requests.splice(0);
  }

  runs(): Promise<readonly RunInfo[]> {
    return this.answer("runs", () =>
      [...this.logged].map(([name, { steps, sessions, clouds }]) => ({
        ...runInfo(name, [...steps], clouds),
        sessions: [...sessions],
      })),
    );
  }

  cloud(request: CloudRequest): Promise<Safetensors> {
    const after = request.after ?? Number.NEGATIVE_INFINITY;
    return this.answer(request, () =>
      cloudFile(
        request.runs.map((name) => {
          const { steps, stepsWithRows, rowIds } = this.runOf(name);
          const asked = steps.filter((step) => step > after && (request.steps?.includes(step) ?? true));
          return { name, rowIds, steps: asked.filter((step) => stepsWithRows.has(step)) };
        }),
        `basis-${this.fits}`,
      ),
    );
  }

  /** Every code is the step, every statistic 1. */
  snapshots(request: SnapshotsRequest): Promise<Safetensors> {
    const after = request.after ?? Number.NEGATIVE_INFINITY;
    return this.answer(request, () => {
      const { steps, clouds } = this.runOf(request.run);
      const asked = steps.filter((step) => step > after && (request.steps?.includes(step) ?? true));
      return snapshotsFile(runInfo(request.run, steps, clouds), request.kind, asked);
    });
  }

  neighbors(request: NeighborsRequest): Promise<readonly Neighbor[]> {
    return this.answer(request, () => [{ row: request.row + 1, label: null, distance: 0.5 }]);
  }

  /** The first row moves by one a step, and all of its neighbours are others. */
  movement(request: MovementRequest): Promise<Movement> {
    return this.answer(request, () => ({
      k: 10,
      rows: [{ row: 0, label: null, distance: request.to - request.from, neighbor_change: 1 }],
      compared: 2,
      median_distance: 0,
      mean_neighbor_change: 0.5,
      neighbor_change_by_chance: 0.75,
    }));
  }

  /** Rows of 16 columns: each points along the axis of its number, and reaches further by one a step. */
  rows(request: RowsRequest): Promise<Safetensors> {
    return this.answer(request, () => {
      const { rowIds } = this.runOf(request.run);
      const values = request.steps.flatMap((step) =>
        rowIds.flatMap((row) => Array.from({ length: COLUMNS }, (_, column) => (column === row ? 1 + step : 0))),
      );
      return decodeSafetensors(
        safetensors({
          steps: { dtype: "I64", shape: [request.steps.length], values: request.steps },
          [`rows/${request.parameter}`]: {
            dtype: "F32",
            shape: [request.steps.length, rowIds.length, COLUMNS],
            values,
          },
          [`row_ids/${request.parameter}`]: { dtype: "I64", shape: [rowIds.length], values: rowIds },
        }),
      );
    });
  }

  asset(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.answer("runs", () => new TextEncoder().encode(`/* ${path} */`));
  }

  /** Without scalars a run has none; `setScalar` gives it one. */
  scalarTags(run?: string): Promise<ScalarTags> {
    const tags = [...(this.scalars.get(run ?? "")?.keys() ?? [])];
    return this.answerBeside(`tags of ${run}`, { tags, loss: tags[0] ?? null });
  }

  scalar(run: string, tag: string): Promise<ScalarSeries> {
    const values = this.scalars.get(run)?.get(tag) ?? [];
    return this.answerBeside(`${tag} of ${run}`, { tag, steps: values.map((_, index) => index), values });
  }

  phases(run?: string): Promise<PhaseReport> {
    const none = { verdict: "no clear phases", sentence: "", phases: [], events: [] };
    return this.answerBeside(`phases of ${run}`, this.reports.get(run ?? "") ?? none);
  }

  /** Of all snapshots; none but those that `setInsights` gives the run. */
  insights(run: string): Promise<InsightReport> {
    const { steps } = this.runOf(run);
    return this.answerBeside(`insights of ${run}`, {
      snapshots: steps.length,
      insights: this.insightsOf.get(run) ?? [],
    });
  }

  setInsights(run: string, ...insights: readonly Insight[]): this {
    this.insightsOf.set(run, insights);
    return this;
  }

  /** Gives a run a scalar with a value at each step from 0 on. */
  setScalar(run: string, tag: string, values: readonly number[]): this {
    this.scalars.set(run, new Map(this.scalars.get(run)).set(tag, values));
    return this;
  }

  setReport(run: string, report: PhaseReport): this {
    this.reports.set(run, report);
    return this;
  }

  /** What was asked about the time of runs since this was called last. */
  takeTimeRequests(): string[] {
    return this.timeRequests.splice(0);
  }

  private answerBeside<T>(request: string, content: T): Promise<T> {
    this.timeRequests.push(request);
    return this.failure === null ? Promise.resolve(content) : Promise.reject(this.failure);
  }

  private async answer<T>(request: Request, content: () => T): Promise<T> {
    this.requests.push(request);
    const { held } = this;
    if (held !== null) {
      await new Promise<void>((resolve) => held.push(resolve));
    }
    if (this.failure !== null) {
      throw this.failure;
    }
    return content();
  }

  private runOf(name: string): Logged {
    const run = this.logged.get(name) ?? {
      steps: [],
      sessions: [{ start_ms: 1, first_step: 0 }],
      stepsWithRows: new Set(),
      rowIds: [0, 1],
      clouds: [TOKENS],
    };
    this.logged.set(name, run);
    return run;
  }
}
