import type { JSX } from "preact";
import { choose, type Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { groupedStatistics, statisticWords } from "../strings/statistics";

/** Above the charts: which statistic they show, what it says, and on which scale. */
export function ChartControls({ store, statistic }: { store: Store; statistic: string }): JSX.Element {
  const names = (store.network.histories.value ?? []).flatMap(({ run }) => run.statistic_names);
  const { isLogarithmic } = store.choices.value;
  return (
    <div class="chart-controls">
      <label class="control">
        <span>{CHARTS.statistic}</span>
        <select value={statistic} onChange={(event) => choose(store, { statistic: event.currentTarget.value })}>
          {groupedStatistics(names).map((group) => (
            <optgroup key={group.name} label={group.name}>
              {group.statistics.map((name) => (
                <option key={name} value={name}>
                  {statisticWords(name).name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <p class="explanation">{statisticWords(statistic).explanation}</p>
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
