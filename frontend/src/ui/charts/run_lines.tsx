import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { axisScale, onAxis } from "../../store/charts/axis_scale";
import { aligned, type Line, lostSteps } from "../../store/charts/lines";
import { colorOfRun, dashOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { Plot } from "./plot";
import type { PlotLook } from "./plot_options";

export interface RunLine {
  readonly run: string;
  readonly line: Line;
}

interface RunLinesProps {
  readonly store: Store;
  readonly title: string;
  readonly lines: readonly RunLine[];
  readonly height: number;
  readonly isSmall?: boolean;
}

/** One statistic over time, a line for each run in its colour. */
export function RunLines({ store, title, lines, height, isSmall = false }: RunLinesProps): JSX.Element {
  const { isLogarithmic } = store.choices.value;
  const domain = store.domain.value;
  const { look, content } = useMemo(() => {
    const all = aligned(lines.map(({ line }) => line));
    const scale = axisScale(all.columns, isLogarithmic);
    const made: PlotLook = {
      lines: lines.map(({ run }) => ({ label: run, color: colorOfRun(store, run), dash: dashOfRun(store, run) })),
      bands: [],
      scale,
      domain,
      isSmall,
    };
    return {
      look: made,
      content: {
        data: { steps: all.steps, columns: onAxis(all.columns, scale) },
        lostSteps: lostSteps(lines.map(({ line }) => line)),
      },
    };
  }, [store, lines, isLogarithmic, domain, isSmall]);
  const label = CHARTS.plotLabel(
    title,
    lines.map(({ run }) => run),
  );
  return <Plot store={store} label={label} height={height} look={look} content={content} />;
}
