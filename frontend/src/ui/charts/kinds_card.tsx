import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { kindLines } from "../../store/charts/lines";
import { KINDS, type Kind } from "../../store/kinds";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { KIND_NAMES } from "../strings/kinds";
import { statisticName } from "../strings/statistics";
import { ChartCard, RunLegend } from "./card";
import { type RunLine, RunLines } from "./run_lines";

const HEIGHT_PIXELS = 170;

/** While nothing is selected: the statistic of each kind of parameter, all runs overlaid. */
export function KindsCard({ store, statistic }: { store: Store; statistic: string }): JSX.Element {
  const histories = store.network.histories.value ?? [];
  const shown = store.network.shown.value;
  const byKind = useMemo(() => {
    const each = histories.map((history, index) => ({
      run: history.run.name,
      lines: kindLines(history, shown[index] ?? new Set(), statistic),
    }));
    return KINDS.map((kind): { kind: Kind; lines: readonly RunLine[] } => ({
      kind,
      lines: each.flatMap(({ run, lines }) => {
        const line = lines.get(kind);
        return line === undefined ? [] : [{ run, line }];
      }),
    })).filter(({ lines }) => lines.length > 0);
  }, [histories, shown, statistic]);
  const name = statisticName(statistic);
  return (
    <ChartCard
      title={CHARTS.byKind(name)}
      note={`${howCombined(statistic)} ${CHARTS.selectHint}`}
      isWide={true}
      legend={<RunLegend store={store} runs={histories.map(({ run }) => run.name)} />}
    >
      <div class="small-multiples">
        {byKind.map(({ kind, lines }) => (
          <figure key={kind}>
            <figcaption>{KIND_NAMES[kind]}</figcaption>
            <RunLines store={store} title={`${name}, ${KIND_NAMES[kind]}`} lines={lines} height={HEIGHT_PIXELS} />
          </figure>
        ))}
      </div>
    </ChartCard>
  );
}

function howCombined(statistic: string): string {
  switch (statistic) {
    case "norm":
    case "grad_norm":
      return CHARTS.byKindNorm;
    case "nonfinite":
    case "grad_nonfinite":
      return CHARTS.byKindCount;
    default:
      return CHARTS.byKindMedian;
  }
}
