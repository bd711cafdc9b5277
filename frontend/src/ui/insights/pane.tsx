import type { JSX } from "preact";
import type { RunInfo } from "../../answers";
import { insightsOf, isWarning, type KnownInsights } from "../../store/insights/known";
import { insightInView } from "../../store/insights/state";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { INSIGHTS } from "../strings/insights";
import { INSIGHTS_BUTTON } from "../strings/insights_button";
import { refusalWords } from "../strings/page";
import { adoptStyle } from "../styles/adopt";
import style from "../styles/insights.css?inline";
import { InsightCard } from "./card";
import { CloseInsights } from "./close";
import { InsightSign } from "./sign";

/** Of fewer snapshots nothing can be told, or hardly anything. */
const FEWEST_TO_JUDGE = 5;

/** What stands out in the shown runs, run by run. */
export function InsightsPane({ store }: { store: Store }): JSX.Element {
  adoptStyle(style);
  return (
    <aside class="inspector insights" aria-label={INSIGHTS_BUTTON.title}>
      <CloseInsights store={store} />
      <h2>{INSIGHTS_BUTTON.title}</h2>
      {store.shownRuns.value.length === 0 ? <p class="inspector-note">{INSIGHTS.noRuns}</p> : null}
      {alarmingFirst(store).map((run) => (
        <RunSection key={run.name} store={store} run={run} />
      ))}
    </aside>
  );
}

/** Runs with warnings before the others. */
function alarmingFirst({ shownRuns, insights }: Store): readonly RunInfo[] {
  const isAlarming = ({ name }: RunInfo): boolean => insightsOf(insights.answers.value.get(name)).some(isWarning);
  return [...shownRuns.value.filter(isAlarming), ...shownRuns.value.filter((run) => !isAlarming(run))];
}

function RunSection({ store, run }: { store: Store; run: RunInfo }): JSX.Element {
  const known = store.insights.answers.value.get(run.name);
  const all = insightsOf(known);
  const warnings = all.filter(isWarning);
  const inView = insightInView(store);
  const cards = (insights: typeof all): JSX.Element => (
    <ul class="insight-cards">
      {insights.map((insight) => (
        <InsightCard
          key={insight.id}
          store={store}
          run={run}
          insight={insight}
          isInView={inView?.run.name === run.name && inView.insight.id === insight.id}
        />
      ))}
    </ul>
  );
  return (
    <section class="insights-run" aria-label={INSIGHTS.run(run.name)}>
      <h3 class="named run-name">
        <span class="dot" style={{ background: colorOfRun(store, run.name) }} />
        <span class="name">{run.name}</span>
        {warnings.length === 0 ? null : <span class="warning-count">{INSIGHTS.warnings(warnings.length)}</span>}
      </h3>
      <Verdict run={run} known={known} isHealthy={warnings.length === 0} />
      {warnings.length === 0 ? null : cards(warnings)}
      {all.length === warnings.length ? null : (
        <>
          <h4 class="observations">{INSIGHTS.observations}</h4>
          {cards(all.slice(warnings.length))}
        </>
      )}
    </section>
  );
}

interface VerdictProps {
  readonly run: RunInfo;
  readonly known: KnownInsights | undefined;
  /** Whether there is no warning. */
  readonly isHealthy: boolean;
}

/** What is to be said of a run as a whole: that nothing is wrong, or that nothing can be said. */
function Verdict({ run, known, isHealthy }: VerdictProps): JSX.Element | null {
  const report = known?.report ?? null;
  return (
    <>
      {known === undefined || known.problem === null ? null : (
        <p class="inspector-note" role="alert">
          {refusalWords(known.problem)} {report === null ? "" : INSIGHTS.old(report.snapshots)}
        </p>
      )}
      {known === undefined ? (
        <p class="inspector-note looking">{run.steps.length === 0 ? INSIGHTS.noSteps : INSIGHTS.looking}</p>
      ) : null}
      {report !== null && isHealthy ? <Healthy snapshots={report.snapshots} /> : null}
    </>
  );
}

function Healthy({ snapshots }: { snapshots: number }): JSX.Element {
  if (snapshots < FEWEST_TO_JUDGE) {
    return <p class="inspector-note">{INSIGHTS.tooFew(snapshots)}</p>;
  }
  return (
    <div class="healthy">
      <InsightSign name="healthy" />
      <p>{INSIGHTS.healthy(snapshots)}</p>
      <p class="looked-for">{INSIGHTS.lookedFor}</p>
    </div>
  );
}
