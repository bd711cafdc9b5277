import type { JSX } from "preact";
import { bracketOf } from "../store/history";
import { isMovementColor } from "../store/movement/values";
import type { Store } from "../store/state";
import { CHANGES, MOVEMENT_FORMATS } from "./strings/changes";
import { COMPARE } from "./strings/compare";
import { measure, quoted } from "./strings/format";
import { COLOR_NAMES, STRINGS } from "./strings/page";

const OFFSET_PIXELS = 14;

/** What is known of the point under the pointer. */
export function Tooltip({ store }: { store: Store }): JSX.Element | null {
  const hover = store.hover.value;
  const history = hover === null ? undefined : store.clouds.value?.histories[hover.history];
  if (hover === null || history === undefined) {
    return null;
  }
  const { before, after, fraction } = bracketOf(history.snapshots, store.stepOf(history.snapshots));
  const nearest = history.snapshots[fraction < 0.5 ? before : after];
  const row = history.rowIds[hover.point] ?? 0;
  const label = history.labels?.[hover.point];
  const { width, height } = store.viewSize.value;
  const isRight = hover.x > width * 0.7;
  const isLow = hover.y > height * 0.7;
  return (
    <div
      role="tooltip"
      class="tooltip"
      style={{
        ...(isRight ? { right: `${width - hover.x + OFFSET_PIXELS}px` } : { left: `${hover.x + OFFSET_PIXELS}px` }),
        ...(isLow ? { bottom: `${height - hover.y + OFFSET_PIXELS}px` } : { top: `${hover.y + OFFSET_PIXELS}px` }),
      }}
    >
      <strong>{label === undefined ? STRINGS.row(row) : quoted(label)}</strong>
      <dl>
        {label === undefined ? null : <Line name={STRINGS.rowName} value={String(row)} />}
        <Line name={COLOR_NAMES.magnitude.legend} value={measure(nearest?.magnitudes[hover.point] ?? Number.NaN)} />
        <Line name={COLOR_NAMES.gradient.legend} value={measure(nearest?.gradients[hover.point] ?? Number.NaN)} />
        <ComparedLines store={store} history={hover.history} point={hover.point} />
        <MeasuredLines store={store} history={hover.history} point={hover.point} />
        <Line name={STRINGS.snapshot} value={nearest === undefined ? "–" : STRINGS.stepText(nearest.step)} />
      </dl>
    </div>
  );
}

/** Of which run the point is, or how far it is from another one's, where runs are compared. */
function ComparedLines({ store, history, point }: PointProps): JSX.Element | null {
  const { compare, names, reference, differences } = store.comparison;
  if (compare.value === "overlay") {
    return <Line name={COMPARE.run} value={names.value[history] ?? ""} />;
  }
  const snapshots = store.clouds.value?.histories[history]?.snapshots ?? [];
  const { before, after, fraction } = bracketOf(snapshots, store.stepOf(snapshots));
  const snapshot = snapshots[fraction < 0.5 ? before : after];
  const values = snapshot === undefined ? null : differences(history, snapshot);
  return values === null ? null : (
    <Line name={COMPARE.distanceTo(names.value[reference.value] ?? "")} value={measure(values[point] ?? Number.NaN)} />
  );
}

interface PointProps {
  readonly store: Store;
  /** Numbers of the history and of its point. */
  readonly history: number;
  readonly point: number;
}

/** How the point moved, where that is what colours say. */
function MeasuredLines({ store, history, point }: PointProps): JSX.Element | null {
  const { colorBy } = store.choices.value;
  const value = store.movement.values.value[history]?.[point] ?? Number.NaN;
  const known = store.movement.answers.value.get(store.clouds.value?.histories[history]?.run ?? "");
  if (!isMovementColor(colorBy) || known === undefined) {
    return null;
  }
  return (
    <>
      <Line name={COLOR_NAMES[colorBy].legend} value={MOVEMENT_FORMATS[colorBy](value)} />
      <Line name={CHANGES.counted} value={CHANGES.interval(known.of)} />
    </>
  );
}

function Line({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
