import type { JSX } from "preact";
import { cellFigures } from "../../store/inspection/cell";
import type { Subject } from "../../store/inspection/subject";
import type { Store } from "../../store/state";
import { change, measure } from "../strings/format";
import { INSPECTOR } from "../strings/inspector";

interface CellSectionProps {
  readonly store: Store;
  readonly subject: Subject;
  readonly row: number;
  readonly column: number;
}

/** The numbers of the one weight that is selected. */
export function CellSection({ store, subject, row, column }: CellSectionProps): JSX.Element {
  const figures = cellFigures(subject, row, column, store.stepOn(subject.history.run.steps));
  const isVector = subject.parameter.shape.length < 2;
  return (
    <section>
      <h3>{isVector ? INSPECTOR.element(column) : INSPECTOR.cell(row, column)}</h3>
      {figures === null ? (
        <p class="inspector-note">{INSPECTOR.cellAbsent}</p>
      ) : (
        <table class="figures">
          <tbody>
            <Line name={INSPECTOR.value} value={measure(figures.now)} />
            <Line name={INSPECTOR.valueAtStart} value={measure(figures.start)} />
            <Line name={INSPECTOR.changed} value={change(figures.now - figures.start)} />
            <Line name={INSPECTOR.gradient} value={measure(figures.gradient)} />
            <Line name={INSPECTOR.zScore} value={change(figures.zScore)} hint={INSPECTOR.zScoreHint} />
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ name, value, hint }: { name: string; value: string; hint?: string }): JSX.Element {
  return (
    <tr title={hint}>
      <th scope="row">{name}</th>
      <td>{value}</td>
    </tr>
  );
}
