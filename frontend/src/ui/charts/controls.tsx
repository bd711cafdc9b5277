import type { JSX } from "preact";
import { firstSentence } from "../../learn/explanations";
import { statisticSubject } from "../../learn/subjects";
import { choose, type Store } from "../../store/state";
import { Explain } from "../learn/explain";
import { useExplanation } from "../learn/use_explanation";
import { CHARTS } from "../strings/charts";
import { groupedStatistics, statisticName } from "../strings/statistics";

/** Above the charts: which statistic they show, what it says, and on which scale. */
export function ChartControls({ store, statistic }: { store: Store; statistic: string }): JSX.Element {
  const names = (store.network.histories.value ?? []).flatMap(({ run }) => run.statistic_names);
  const { isLogarithmic } = store.choices.value;
  const subject = statisticSubject(statistic);
  return (
    <div class="chart-controls">
      <label class="control">
        <span>{CHARTS.statistic}</span>
        <select value={statistic} onChange={(event) => choose(store, { statistic: event.currentTarget.value })}>
          {groupedStatistics(names).map((group) => (
            <optgroup key={group.name} label={group.name}>
              {group.statistics.map((name) => (
                <option key={name} value={name}>
                  {statisticName(name)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Explain subject={subject} />
      <p class="explanation">{firstSentence(useExplanation(subject)?.what ?? "")}</p>
      <fieldset class="segments" title={CHARTS.logarithmicHint}>
        <legend class="heard">{CHARTS.scale}</legend>
        {[false, true].map((value) => (
          <label key={String(value)}>
            <input
              type="radio"
              name="chart-scale"
              checked={isLogarithmic === value}
              onChange={() => choose(store, { isLogarithmic: value })}
            />
            <span>{value ? CHARTS.logarithmic : CHARTS.linear}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
