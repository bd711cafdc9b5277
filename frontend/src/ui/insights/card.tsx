import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Insight, RunInfo } from "../../answers";
import { isWarning } from "../../store/insights/known";
import { placesOf } from "../../store/insights/places";
import { canShow, showInsight } from "../../store/insights/show";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import type { Store } from "../../store/state";
import { INSIGHTS } from "../strings/insights";
import { EvidenceTable } from "./evidence_table";
import { InsightSign } from "./sign";

/** More places than these are a number. */
const MOST_PLACES = 5;
/** On such a page the pane lies over the picture. */
const SMALL_PAGE = "(width < 720px)";

interface CardProps {
  readonly store: Store;
  readonly run: RunInfo;
  readonly insight: Insight;
  readonly isInView: boolean;
}

/** What was found. A warning is told at once; of an observation one sees the title, and unfolds the rest. */
export function InsightCard({ store, run, insight, isInView }: CardProps): JSX.Element {
  const heading = useId();
  const isFolded = !isWarning(insight);
  const title = <Title id={heading} insight={insight} />;
  const body = <Body store={store} run={run} insight={insight} isInView={isInView} describedBy={heading} />;
  return (
    <li class={`insight ${isFolded ? "is-observation" : "is-warning"}${isInView ? " in-view" : ""}`}>
      <article aria-labelledby={heading}>
        {isFolded ? (
          <details class="folded" open={isInView}>
            <summary>{title}</summary>
            {body}
          </details>
        ) : (
          <>
            {title}
            {body}
          </>
        )}
      </article>
    </li>
  );
}

function Title({ id, insight }: { id: string; insight: Insight }): JSX.Element {
  const severity = isWarning(insight) ? "warning" : "observation";
  return (
    <h4 id={id}>
      <InsightSign name={severity} />
      <span>
        <span class="heard">{INSIGHTS[severity]} </span>
        {insight.title}
        <small class="when">{INSIGHTS.steps(insight.first_step, insight.last_step)}</small>
      </span>
    </h4>
  );
}

type BodyProps = CardProps & { readonly describedBy: string };

/** The claim, where, where to see it, what it rests on, and what it may come from. */
function Body({ run, insight, ...rest }: BodyProps): JSX.Element {
  return (
    <>
      <p class="claim">{insight.sentence}</p>
      <Places run={run} insight={insight} />
      {canShow(insight.view) ? <ShowButton run={run} insight={insight} {...rest} /> : null}
      {Object.keys(insight.evidence).length === 0 ? null : (
        <details>
          <summary>{INSIGHTS.evidence}</summary>
          <EvidenceTable run={run} evidence={insight.evidence} />
        </details>
      )}
      {insight.causes.length === 0 ? null : (
        <details>
          <summary>{INSIGHTS.causes}</summary>
          <ul class="causes">
            {insight.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ShowButton({ store, run, insight, isInView, describedBy }: BodyProps): JSX.Element {
  const show = (): void => {
    showInsight(store, { run, insight });
    if (window.matchMedia(SMALL_PAGE).matches) {
      store.rightPane.value = null;
      document.querySelector<HTMLElement>("#insights-button")?.focus();
    }
  };
  return (
    <p class="show-line">
      <button type="button" class="outlined" aria-describedby={describedBy} onClick={show}>
        {INSIGHTS.show}
      </button>
      {isInView ? <span class="is-shown">{INSIGHTS.shown}</span> : null}
    </p>
  );
}

/** The layers, and of what is in none the parameters. */
function Places({ run, insight }: { run: RunInfo; insight: Insight }): JSX.Element | null {
  const { layers, others } = placesOf(insight.parameters, run.parameters);
  const prefix = modelPrefix(run.parameters);
  const places = [
    ...layers.map((stretch) => ({ text: INSIGHTS.layers(stretch), title: "" })),
    ...others.map((name) => ({ text: readableWords(name, prefix, null).join(" · "), title: name })),
  ];
  const hidden = places.slice(MOST_PLACES);
  return places.length === 0 ? null : (
    <ul class="places" aria-label={INSIGHTS.where}>
      {places.slice(0, MOST_PLACES).map(({ text, title }) => (
        <li key={text} class="chip" title={title}>
          {text}
        </li>
      ))}
      {hidden.length === 0 ? null : (
        <li class="chip more" title={hidden.map(({ text }) => text).join("\n")}>
          {INSIGHTS.morePlaces(hidden.length)}
        </li>
      )}
    </ul>
  );
}
