import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { fansOf } from "../../store/charts/fans";
import { parameterLine } from "../../store/charts/lines";
import { WEIGHT_QUANTILES } from "../../store/charts/quantiles";
import type { Subject } from "../../store/inspection/subject";
import type { Store } from "../../store/state";
import { FanChart } from "../charts/fan";
import { RunLines } from "../charts/run_lines";
import { INSPECTOR } from "../strings/inspector";

const HEIGHT_PIXELS = 96;

const LINES = [
  { statistic: "norm", title: INSPECTOR.normOverTime },
  { statistic: "grad_norm", title: INSPECTOR.gradientOverTime },
  { statistic: "update_ratio", title: INSPECTOR.updatesOverTime },
] as const;

interface LinesSectionProps {
  readonly store: Store;
  readonly subject: Subject;
  readonly subjects: readonly Subject[];
}

/** The parameter over time: all shown runs, and how the weights of this one spread. */
export function LinesSection({ store, subject, subjects }: LinesSectionProps): JSX.Element {
  const all = useMemo(
    () =>
      LINES.map(({ statistic, title }) => ({
        title,
        lines: subjects.map(({ history, index }) => ({
          run: history.run.name,
          line: parameterLine(history, index, statistic),
        })),
      })).filter(({ lines }) => lines.some(({ line }) => line.values.some(Number.isFinite))),
    [subjects],
  );
  const fans = useMemo(() => fansOf([subject], WEIGHT_QUANTILES), [subject]);
  return (
    <>
      {all.map(({ title, lines }) => (
        <section key={title}>
          <h3>{title}</h3>
          <RunLines store={store} title={title} lines={lines} height={HEIGHT_PIXELS} isSmall={true} />
        </section>
      ))}
      {fans.all.map((fan) => (
        <section key={fan.run}>
          <h3>{INSPECTOR.bandOverTime}</h3>
          <FanChart
            store={store}
            title={INSPECTOR.bandOverTime}
            fan={fan}
            scale={fans.scale}
            quantiles={WEIGHT_QUANTILES}
            height={HEIGHT_PIXELS}
            isSmall={true}
          />
        </section>
      ))}
    </>
  );
}
