import type { ComponentChildren, JSX } from "preact";
import { missingRuns } from "../store/missing_runs";
import type { Store } from "../store/state";
import { refusalWords, STRINGS } from "./strings/page";

/** Stands in the middle while there is no picture: why, and what to do. */
export function Message({ store }: { store: Store }): JSX.Element {
  if (store.drawingProblem.value !== "") {
    return <Card title={STRINGS.drawingFailed}>{store.drawingProblem.value}</Card>;
  }
  if (store.refusal.value !== null) {
    return <Card title={STRINGS.refused}>{STRINGS.refusedBody(refusalWords(store.refusal.value))}</Card>;
  }
  switch (store.status.value) {
    case "error":
      return <Card title={STRINGS.lostAtStart}>{STRINGS.lostAtStartHint}</Card>;
    case "empty":
      return <Empty store={store} />;
    default:
      return (
        <div class="message">
          <div class="spinner" />
          <p>{STRINGS.loading}</p>
        </div>
      );
  }
}

function Empty({ store }: { store: Store }): JSX.Element {
  if ((store.runs.value ?? []).length === 0) {
    return store.recovery.hasSeenRuns ? (
      <Card title={STRINGS.runsGone}>{STRINGS.runsGoneHint}</Card>
    ) : (
      <Card title={STRINGS.noData}>
        {STRINGS.noDataHint}
        <pre>
          <code>{STRINGS.noDataCode}</code>
        </pre>
        {STRINGS.noDataTry}
        <pre>
          <code>{STRINGS.noDataTryCode}</code>
        </pre>
        {STRINGS.noDataWaiting}
      </Card>
    );
  }
  const missing = missingRuns(store.runs.value, store.choices.value);
  if (store.shownRuns.value.length === 0 && missing.length > 0) {
    return <Card title={STRINGS.missingRuns(missing)}>{STRINGS.missingRunsHint(missing)}</Card>;
  }
  if (store.shownRuns.value.length === 0) {
    return <Card title={STRINGS.noRunShown}>{STRINGS.noRunShownHint}</Card>;
  }
  if (store.choices.value.view !== "embeddings") {
    return <Card title={STRINGS.noNetwork}>{STRINGS.noNetworkHint}</Card>;
  }
  return <Card title={STRINGS.noClouds}>{STRINGS.noCloudsHint}</Card>;
}

function Card({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="message card">
      <h2>{title}</h2>
      <div class="body">{children}</div>
    </div>
  );
}
