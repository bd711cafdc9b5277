/** Neighbours and movement from the rows that an exported page holds in full width. */

import type { Movement, Neighbor } from "../../answers";
import { type MovementRequest, type NeighborsRequest, RefusedError } from "../../api";
import { ARCHIVE } from "../../ui/strings/archive";
import { type CodedRows, decodeRows, roundingLength } from "./codes";
import type { Contents, StoredRows } from "./contents";
import { movementOf, nearestRows, type WideRows } from "./near";
import type { StackReader } from "./stack_reader";

const NEIGHBORS = 10;
const NOT_FOUND = 404;

export class ArchiveRows {
  constructor(
    private readonly contents: Contents,
    private readonly reader: StackReader,
  ) {}

  async neighbors({ run, parameter, row, step }: NeighborsRequest): Promise<readonly Neighbor[]> {
    const stored = this.find(run, parameter);
    const found = nearestRows(await this.rowsAt(stored, step), stored.rowIds.indexOf(row), NEIGHBORS);
    if (found === null) {
      throw new RefusedError(NOT_FOUND, ARCHIVE.noDirection(row, step));
    }
    const labels = this.labels(stored);
    return found.map(({ index, distance }) => ({
      row: stored.rowIds[index] as number,
      label: labels[index] ?? null,
      distance,
    }));
  }

  async movement({ run, parameter, from, to, limit, values }: MovementRequest): Promise<Movement> {
    const stored = this.find(run, parameter);
    const [before, after] = [await this.rowsAt(stored, from), await this.rowsAt(stored, to)];
    const farthest = (distances: Float64Array): readonly number[] =>
      [...distances.keys()]
        .filter((index) => !Number.isNaN(distances[index]))
        .sort((a, b) => (distances[b] as number) - (distances[a] as number) || a - b)
        .slice(0, limit);
    const wantsAll = values === "neighbor_change";
    const moved = movementOf(before, after, NEIGHBORS, wantsAll ? null : farthest);
    const listed = farthest(moved.distances);
    // Where there was time for some rows only, those that are listed may not be among them.
    const changes = wantsAll ? movementOf(before, after, NEIGHBORS, () => listed).changes : moved.changes;
    const labels = this.labels(stored);
    const every = wantsAll ? moved.changes : moved.distances;
    return {
      k: NEIGHBORS,
      rows: listed.map((index) => ({
        row: stored.rowIds[index] as number,
        label: labels[index] ?? null,
        distance: moved.distances[index] as number,
        neighbor_change: finite(changes[index]),
      })),
      compared: moved.compared,
      median_distance: moved.medianDistance,
      mean_neighbor_change: moved.meanChange,
      neighbor_change_by_chance: moved.changeByChance,
      ...(values === undefined ? {} : { values: [...every].map(finite) }),
    };
  }

  private find(run: string, parameter: string): StoredRows {
    const stored = this.contents.rows.find((one) => one.run === run && one.parameter === parameter);
    if (stored === undefined) {
      throw new RefusedError(NOT_FOUND, ARCHIVE.noRows);
    }
    return stored;
  }

  private async rowsAt(stored: StoredRows, step: number): Promise<WideRows> {
    const { columns, codes, scales } = stored;
    const index = codes.steps.indexOf(step);
    if (index < 0) {
      throw new RefusedError(NOT_FOUND, ARCHIVE.rowsAt(codes.steps));
    }
    const coded = {
      codes: await this.reader.read(codes, [index]),
      scales: await this.reader.read(scales, [index]),
    } as CodedRows;
    const bits = codes.dtype === "I8" ? 8 : 16;
    return {
      columns,
      values: decodeRows(coded, columns),
      rounding: coded.scales.map((scale) => roundingLength(scale, columns, bits)),
    };
  }

  private labels({ run, parameter }: StoredRows): readonly (string | undefined)[] {
    const cloud = this.contents.clouds.find((one) => one.parameter === parameter);
    const labels = cloud?.runs.find(({ name }) => name === run)?.labels;
    return Array.isArray(labels) ? labels : [];
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
