/** What a file of numbers is to hold, and what that is called in a request. Pure. */

import type { Parameter, RunInfo } from "../../answers";
import { EXPORT_KINDS, type ExportFormat, type ExportKind, type ExportRequest } from "../../api";
import type { View } from "../../store/choices";
import { namesFor } from "./names";

export const SCOPES = ["rows", "selected", "shown", "all"] as const;
/** Of what: the selected rows of a parameter, a parameter, those that pass the filters, or all of them. */
export type Scope = (typeof SCOPES)[number];

export const STEP_SCOPES = ["shown", "between", "all"] as const;
export type StepScope = (typeof STEP_SCOPES)[number];

/** What is known of a run and of what the page shows of it. */
export interface Facts {
  readonly run: RunInfo;
  /** The snapshot nearest to what is shown. */
  readonly step: number;
  /** The parameter that is selected, or whose rows are the points; null where there is none. */
  readonly parameter: Parameter | null;
  /** Rows of that parameter that are selected or trailed, ascending. */
  readonly rows: readonly number[];
  /** The numbers of the parameters that pass the filters. */
  readonly shown: ReadonlySet<number>;
}

export interface DataChoice {
  readonly format: ExportFormat;
  readonly scope: Scope;
  readonly kinds: ReadonlySet<ExportKind>;
  readonly steps: StepScope;
  /** Ends of the stretch, both included; they count where `steps` is `between`. */
  readonly first: number;
  readonly last: number;
}

/** What the page is about: rows of points, weights, gradients, or statistics over time. */
export interface Look {
  readonly view: View;
  readonly isGradient: boolean;
}

const ROW_KINDS: readonly ExportKind[] = ["rows", "row_statistics"];

/** What can be chosen from, the narrowest first; where filters hide nothing, what they leave is all. */
export function scopesOf({ run, parameter, rows, shown }: Facts): readonly Scope[] {
  const isThere: Readonly<Record<Scope, boolean>> = {
    rows: parameter !== null && rows.length > 0,
    selected: parameter !== null,
    shown: shown.size > 0 && shown.size < run.parameters.length,
    all: true,
  };
  return SCOPES.filter((scope) => isThere[scope]);
}

/** The choice as far as a run has what was chosen, as where another run is chosen afterwards. */
export function possibleChoice(choice: DataChoice, facts: Facts): DataChoice {
  const scopes = scopesOf(facts);
  return scopes.includes(choice.scope) ? choice : { ...choice, scope: scopes[0] ?? "all" };
}

/** The parameters that a scope holds. */
export function parametersOf(scope: Scope, { run, parameter, shown }: Facts): readonly Parameter[] {
  switch (scope) {
    case "all":
      return run.parameters;
    case "shown":
      return run.parameters.filter((_, index) => shown.has(index));
    default:
      return parameter === null ? [] : [parameter];
  }
}

/** The kinds that are logged of a scope's parameters. */
export function kindsOf(scope: Scope, facts: Facts): readonly ExportKind[] {
  const hasRows = parametersOf(scope, facts).some(({ name }) => facts.run.clouds.includes(name));
  return EXPORT_KINDS.filter((kind) =>
    ROW_KINDS.includes(kind) ? hasRows : scope !== "rows" && facts.run.kinds.includes(kind),
  );
}

/** The chosen kinds, as far as they are there; the most telling one where none of them is. */
export function chosenKinds(choice: DataChoice, facts: Facts): readonly ExportKind[] {
  const possible = kindsOf(choice.scope, facts);
  const chosen = possible.filter((kind) => choice.kinds.has(kind));
  const first = possible.find((kind) => kind === "rows") ?? possible[0];
  return chosen.length > 0 || first === undefined || choice.kinds.size === 0 ? chosen : [first];
}

/** The logged steps that are chosen, ascending. */
export function stepsOf({ steps, first, last }: DataChoice, facts: Facts): readonly number[] {
  switch (steps) {
    case "all":
      return facts.run.steps;
    case "shown":
      return [facts.step];
    case "between":
      return facts.run.steps.filter((step) => step >= first && step <= last);
  }
}

/** What somebody who looks at this most likely wants. */
export function firstChoice(format: ExportFormat, facts: Facts, { view, isGradient }: Look): DataChoice {
  const [scope = "all"] = scopesOf(facts);
  return {
    format,
    scope,
    kinds: new Set([kindOfLook(view, isGradient)]),
    steps: view === "charts" ? "all" : "shown",
    first: facts.run.steps[0] ?? 0,
    last: facts.run.steps.at(-1) ?? 0,
  };
}

function kindOfLook(view: View, isGradient: boolean): ExportKind {
  if (view === "network") {
    return isGradient ? "gradients" : "weights";
  }
  return view === "charts" ? "statistics" : "rows";
}

/** Why a choice is no request. */
export type Obstacle = "no_kind" | "no_step" | "too_many_parameters";

/** What is to be asked for, or why there is nothing to ask for. */
export function requestOf(choice: DataChoice, facts: Facts): ExportRequest | Obstacle {
  const kinds = chosenKinds(choice, facts);
  const steps = stepsOf(choice, facts);
  const parameters = namesFor(facts.run.parameters, new Set(parametersOf(choice.scope, facts)));
  if (kinds.length === 0) {
    return "no_kind";
  }
  if (steps.length === 0) {
    return "no_step";
  }
  if (parameters === null) {
    return "too_many_parameters";
  }
  return {
    run: facts.run.name,
    format: choice.format,
    kinds,
    ...(choice.scope === "all" ? {} : { parameters }),
    ...(choice.steps === "all" ? {} : { steps: stepsText(steps) }),
    ...(choice.scope === "rows" ? { rows: facts.rows } : {}),
  };
}

/** A step, or a stretch of them: every one that is logged between its ends is meant. */
function stepsText(steps: readonly number[]): string {
  const [first] = steps;
  return steps.length === 1 ? String(first) : `${first}-${steps.at(-1)}`;
}
