/** What an exported page is to hold: which steps of which runs, and of what. Pure. */

import type { CloudLayout, RunInfo } from "../../answers";
import { nearestIndex } from "../../store/charts/map_layout";
import { codeCount } from "../../store/network/history";

/** Rows in full width are kept at so many steps, */
const MOST_FULL_WIDTH_STEPS = 8;
/** and take no more than so much, all runs and parameters together; wider rows than that are left out. */
const FULL_WIDTH_BYTES = 16_000_000;
const ROW_CODE_BYTES = 2;
/** From so much rounding on, as a share of the largest weight, a run was logged in 8 bits. */
const LOGGED_IN_8_BITS = 0.001;

/** What the user has chosen. */
export interface PageChoice {
  readonly runs: readonly RunInfo[];
  /** Parameters whose rows are shown as points. */
  readonly clouds: readonly string[];
  /** So many snapshots of each run. */
  readonly snapshots: number;
  /** Weights of all of these snapshots; else of the newest only. */
  readonly weights: boolean;
  readonly gradients: boolean;
  /** Weights and gradients in 8 bits each. */
  readonly compact: boolean;
  /** Rows in full width at some steps, for neighbours and movement. */
  readonly neighbors: boolean;
  /** The step in sight: it is always among those that are kept. */
  readonly near: number;
}

export interface RunPlan {
  readonly run: RunInfo;
  readonly steps: readonly number[];
  /** Of each weight and gradient. */
  readonly bits: 8 | 16;
  readonly weightSteps: readonly number[];
  readonly gradientSteps: readonly number[];
}

export interface CloudPlan {
  readonly parameter: string;
  readonly runs: ReadonlyArray<{
    readonly run: RunInfo;
    readonly layout: CloudLayout;
    readonly steps: readonly number[];
  }>;
}

export interface RowsPlan {
  readonly run: RunInfo;
  readonly layout: CloudLayout;
  readonly steps: readonly number[];
}

export interface PagePlan {
  readonly runs: readonly RunPlan[];
  readonly clouds: readonly CloudPlan[];
  readonly rows: readonly RowsPlan[];
}

export function planOf(choice: PageChoice): PagePlan {
  const runs = choice.runs.map((run): RunPlan => {
    const steps = spread(run.steps, choice.snapshots, choice.near);
    const has = (kind: string): boolean => run.kinds.includes(kind);
    return {
      run,
      steps,
      bits: choice.compact || run.rounding_floor > LOGGED_IN_8_BITS ? 8 : 16,
      weightSteps: has("weights") ? steps.slice(choice.weights ? 0 : -1) : [],
      gradientSteps: choice.gradients && has("gradients") ? steps : [],
    };
  });
  const clouds = choice.clouds.map(
    (parameter): CloudPlan => ({
      parameter,
      runs: runs.flatMap(({ run, steps }) => {
        const layout = run.cloud_layouts.find((one) => one.parameter === parameter);
        return run.clouds.includes(parameter) && layout !== undefined ? [{ run, layout, steps }] : [];
      }),
    }),
  );
  return { runs, clouds, rows: choice.neighbors ? fullWidthRows(clouds, choice.near) : [] };
}

/** An even share of the room for each run and parameter. */
function fullWidthRows(clouds: readonly CloudPlan[], near: number): readonly RowsPlan[] {
  const all = clouds.flatMap(({ runs }) => runs);
  const shareBytes = FULL_WIDTH_BYTES / Math.max(all.length, 1);
  return all.flatMap(({ run, layout, steps }): RowsPlan[] => {
    const most = Math.floor(shareBytes / Math.max(1, layout.rows * layout.columns * ROW_CODE_BYTES));
    const count = Math.min(MOST_FULL_WIDTH_STEPS, most);
    return count < 1 ? [] : [{ run, layout, steps: count === 1 ? steps.slice(-1) : spread(steps, count, near) }];
  });
}

/** At most so many of ascending steps, at least two, evenly by their number: the first, the last, and the one nearest to `near`. */
export function spread(steps: readonly number[], count: number, near: number): readonly number[] {
  const most = Math.max(2, Math.floor(count));
  const last = steps.length - 1;
  if (steps.length <= most) {
    return steps;
  }
  const even = Array.from({ length: most }, (_, place) => Math.round((place * last) / (most - 1)));
  const wanted = nearestIndex(steps, Number.isFinite(near) ? near : (steps[last] ?? 0));
  if (most > 2 && !even.includes(wanted)) {
    const inner = even.slice(1, -1);
    const nearest = inner.reduce((best, index) => (Math.abs(index - wanted) < Math.abs(best - wanted) ? index : best));
    even[even.indexOf(nearest)] = wanted;
  }
  return even.map((index) => steps[index]).filter((step) => step !== undefined);
}

/** Bytes of what is to be kept, before it is packed. */
export interface RawBytes {
  readonly points: number;
  readonly weights: number;
  readonly gradients: number;
  readonly statistics: number;
  readonly rows: number;
  /** Labels, layouts, losses. */
  readonly texts: number;
}

/** Three positions as codes, and two norms. */
const POINT_BYTES = 3 * 2 + 2 * 4;
const LABEL_BYTES = 10;
const PARAMETER_TEXT_BYTES = 280;
const RUN_TEXT_BYTES = 60_000;

export function rawBytes({ runs, clouds, rows }: PagePlan): RawBytes {
  const sum = <T>(items: readonly T[], bytes: (item: T) => number): number =>
    items.reduce((total, item) => total + bytes(item), 0);
  const points = clouds.flatMap((cloud) => cloud.runs);
  const codes = ({ run, bits }: RunPlan): number => (codeCount(run.parameters) * bits) / 8;
  return {
    points: sum(points, ({ layout, steps }) => layout.rows * steps.length * POINT_BYTES),
    weights: sum(runs, (plan) => codes(plan) * plan.weightSteps.length),
    gradients: sum(runs, (plan) => codes(plan) * plan.gradientSteps.length),
    statistics: sum(runs, ({ run, steps }) => run.parameters.length * run.statistic_names.length * 4 * steps.length),
    rows: sum(rows, ({ layout, steps }) => layout.rows * (layout.columns * ROW_CODE_BYTES + 4) * steps.length),
    texts:
      sum(runs, ({ run }) => RUN_TEXT_BYTES + PARAMETER_TEXT_BYTES * run.parameters.length) +
      sum(points, ({ layout }) => (layout.labeled ? LABEL_BYTES * layout.rows : 0)),
  };
}

export function totalOf(bytes: RawBytes): number {
  return Object.values(bytes).reduce((sum, part: number) => sum + part, 0);
}
