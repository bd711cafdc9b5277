import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { AxisScale } from "../../store/charts/axis_scale";
import type { Fan } from "../../store/charts/fans";
import { lostSteps } from "../../store/charts/lines";
import type { Quantile } from "../../store/charts/quantiles";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { CHARTS, quantileName } from "../strings/charts";
import { Plot } from "./plot";
import type { PlotLook } from "./plot_options";

const OPACITIES = [0.14, 0.2, 0.3] as const;

interface FanChartProps {
  readonly store: Store;
  readonly title: string;
  readonly fan: Fan;
  readonly scale: AxisScale;
  readonly quantiles: readonly Quantile[];
  readonly height: number;
  readonly isSmall?: boolean;
}

/** One run's quantiles over time: bands around the median. */
export function FanChart({ store, title, fan, scale, quantiles, height, isSmall = false }: FanChartProps): JSX.Element {
  const domain = store.domain.value;
  const color = colorOfRun(store, fan.run);
  const { look, content } = useMemo(() => {
    const last = quantiles.length - 1;
    const pairs = Math.floor(quantiles.length / 2);
    const made: PlotLook = {
      lines: quantiles.map(({ share }) => ({ label: quantileName(share), color, isEdge: share !== 0.5 })),
      bands: Array.from({ length: pairs }, (_, pair) => ({
        upper: last - pair,
        lower: pair,
        opacity: OPACITIES[pair + OPACITIES.length - pairs] ?? OPACITIES[0],
      })),
      scale,
      domain,
      isSmall,
    };
    return { look: made, content: { data: fan.data, lostSteps: lostSteps(fan.lines) } };
  }, [quantiles, color, scale, domain, isSmall, fan]);
  const label = CHARTS.plotLabel(title, [fan.run]);
  return <Plot store={store} label={label} height={height} look={look} content={content} />;
}
