import type { JSX } from "preact";
import { statisticSubject } from "../../learn/subjects";
import { LOST } from "../../store/charts/values";
import { type Figure, figuresOf, lostWeights } from "../../store/inspection/figures";
import { isWhole, type Subject, startAndNow, weightCount } from "../../store/inspection/subject";
import type { Store } from "../../store/state";
import { Explain } from "../learn/explain";
import { EXPLAIN } from "../strings/explain";
import { change } from "../strings/format";
import { figure, figureName, INSPECTOR } from "../strings/inspector";

/** Of these the change since the start says more than the number alone. */
const WITH_CHANGE: readonly string[] = ["norm", "rms", "mean", "std", "min", "max"];

/** The numbers of the full tensor at the step shown. */
export function StatisticsSection({ store, subject }: { store: Store; subject: Subject }): JSX.Element {
  const step = store.stepOn(subject.history.run.steps);
  const { now } = startAndNow(subject, step);
  const lost = lostWeights(subject, step);
  return (
    <section>
      <h3>{INSPECTOR.statistics(now?.step ?? step)}</h3>
      <table class="figures">
        <thead class="heard">
          <tr>
            <th scope="col">{INSPECTOR.statistic}</th>
            <th scope="col">{INSPECTOR.now}</th>
            <th scope="col">{INSPECTOR.change}</th>
            <th scope="col">{EXPLAIN.column}</th>
          </tr>
        </thead>
        <tbody>
          {figuresOf(subject, step).map((one) => (
            <Row key={one.statistic} figures={one} />
          ))}
        </tbody>
      </table>
      {lost > 0 ? <p class="inspector-note">{INSPECTOR.finiteOnly(lost, weightCount(subject.parameter))}</p> : null}
      <p class="inspector-note">{trustNote(subject)}</p>
    </section>
  );
}

function Row({ figures: { statistic, now, changeSinceStart, trust } }: { figures: Figure }): JSX.Element {
  const hasChange = WITH_CHANGE.includes(statistic) && Number.isFinite(changeSinceStart) && changeSinceStart !== 0;
  return (
    <tr>
      <th scope="row">{figureName(statistic)}</th>
      <td class={now === LOST ? "lost-figure" : undefined}>
        {trust === "estimate" && Number.isFinite(now) ? "≈ " : ""}
        {figure(statistic, now)}
      </td>
      <td class="change">{hasChange ? `(${change(changeSinceStart)})` : ""}</td>
      <td class="of-explain">
        <Explain subject={statisticSubject(statistic)} />
      </td>
    </tr>
  );
}

function trustNote({ parameter }: Subject): string {
  const all = weightCount(parameter);
  const sampled = parameter.tile_shape[0] * parameter.tile_shape[1];
  if (isWhole(parameter)) {
    return INSPECTOR.wholeSample;
  }
  return parameter.sampled ? INSPECTOR.sampledNorms(sampled, all) : INSPECTOR.estimates(sampled, all);
}
