import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { fansOf } from "../../store/charts/fans";
import type { Quantile } from "../../store/charts/quantiles";
import type { Subject } from "../../store/inspection/subject";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { ChartCard } from "./card";
import { FanChart } from "./fan";

const HEIGHT_PIXELS = 210;

interface SpreadCardProps {
  readonly store: Store;
  readonly subjects: readonly Subject[];
  readonly title: string;
  readonly note: string;
  readonly quantiles: readonly Quantile[];
}

/** How the values of the selected parameter spread over time, a fan for each run. */
export function SpreadCard({ store, subjects, title, note, quantiles }: SpreadCardProps): JSX.Element {
  const { all, scale } = useMemo(() => fansOf(subjects, quantiles), [subjects, quantiles]);
  const hasNumbers = all.some(({ data }) => data.columns.some((column) => column.some((value) => value !== null)));
  return (
    <ChartCard title={title} note={note} isWide={all.length > 1}>
      {hasNumbers ? (
        <div class="small-multiples">
          {all.map((fan) => (
            <figure key={fan.run}>
              {all.length > 1 ? (
                <figcaption>
                  <span class="dot" style={{ background: colorOfRun(store, fan.run) }} />
                  {fan.run}
                </figcaption>
              ) : null}
              <FanChart
                store={store}
                title={title}
                fan={fan}
                scale={scale}
                quantiles={quantiles}
                height={HEIGHT_PIXELS}
              />
            </figure>
          ))}
        </div>
      ) : (
        <p class="chart-note">{CHARTS.noQuantiles}</p>
      )}
    </ChartCard>
  );
}
