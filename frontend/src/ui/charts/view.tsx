import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { parameterLine } from "../../store/charts/lines";
import { GRADIENT_QUANTILES, WEIGHT_QUANTILES } from "../../store/charts/quantiles";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import { type Subject, subjectsOf } from "../../store/inspection/subject";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { statisticName } from "../strings/statistics";
import { ChartCard, RunLegend } from "./card";
import { ChartControls } from "./controls";
import { KindsCard } from "./kinds_card";
import { MapsCard } from "./maps_card";
import { RidgesCard } from "./ridges_card";
import { RunLines } from "./run_lines";
import { RunsCard } from "./runs_card";
import { SpreadCard } from "./spread_card";

const FIRST_STATISTIC = "norm";
const LINES_HEIGHT_PIXELS = 232;

/** Statistics over time: maps of all parameters, lines, and how the values of the selected parameter spread. */
export function ChartsView({ store }: { store: Store }): JSX.Element {
  const histories = store.network.histories.value ?? [];
  const { statistic: wanted, selected } = store.choices.value;
  const isKnown = histories.some(({ run }) => run.statistic_names.includes(wanted));
  const statistic = isKnown ? wanted : FIRST_STATISTIC;
  const name = selected?.parameter ?? null;
  const subjects = useMemo(() => (name === null ? [] : subjectsOf(histories, name)), [histories, name]);
  return (
    <div class="charts">
      <ChartControls store={store} statistic={statistic} />
      <div class="chart-cards">
        <RunsCard store={store} />
        <MapsCard store={store} statistic={statistic} />
        {subjects.length > 0 ? (
          <SelectedCards store={store} subjects={subjects} statistic={statistic} />
        ) : (
          <KindsCard store={store} statistic={statistic} />
        )}
      </div>
    </div>
  );
}

interface SelectedCardsProps {
  readonly store: Store;
  readonly subjects: readonly Subject[];
  readonly statistic: string;
}

function SelectedCards({ store, subjects, statistic }: SelectedCardsProps): JSX.Element {
  const lines = useMemo(
    () =>
      subjects.map(({ history, index }) => ({
        run: history.run.name,
        line: parameterLine(history, index, statistic),
      })),
    [subjects, statistic],
  );
  const [first] = subjects;
  const path =
    first === undefined
      ? ""
      : readableWords(first.parameter.name, modelPrefix(first.history.run.parameters), null).join(" · ");
  const title = CHARTS.linesOf(statisticName(statistic), path);
  const hasGradients = subjects.some(({ history }) => history.run.kinds.includes("gradients"));
  const runs = subjects.map(({ history }) => history.run.name);
  return (
    <>
      <ChartCard title={title} isWide={subjects.length > 1} legend={<RunLegend store={store} runs={runs} />}>
        <RunLines store={store} title={title} lines={lines} height={LINES_HEIGHT_PIXELS} />
      </ChartCard>
      <RidgesCard store={store} subjects={subjects} />
      <SpreadCard
        store={store}
        subjects={subjects}
        title={CHARTS.spread}
        note={CHARTS.spreadHint}
        quantiles={WEIGHT_QUANTILES}
      />
      {hasGradients ? (
        <SpreadCard
          store={store}
          subjects={subjects}
          title={CHARTS.gradientSpread}
          note={CHARTS.gradientSpreadHint}
          quantiles={GRADIENT_QUANTILES}
        />
      ) : null}
    </>
  );
}
