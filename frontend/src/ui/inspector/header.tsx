import type { JSX } from "preact";
import { parameterSubject } from "../../learn/subjects";
import { matrixShape } from "../../store/building/slabs";
import { isBias, modelPrefix, readableWords } from "../../store/inspection/names";
import { isWhole, type Subject } from "../../store/inspection/subject";
import { kindOf } from "../../store/kinds";
import { Explain } from "../learn/explain";
import { useExplanation } from "../learn/use_explanation";
import { EXPLAIN } from "../strings/explain";
import { INSPECTOR } from "../strings/inspector";
import { KIND_NAMES } from "../strings/kinds";

/** What the parameter is called, what it is, and what it does. */
export function ParameterHeader({ subject, part }: { subject: Subject; part: string | null }): JSX.Element {
  const { parameter, history } = subject;
  const kind = kindOf(parameter.kind);
  const shown = parameter.parts.find(({ name }) => name === part);
  const [only] = parameter.parts.length === 1 ? parameter.parts : [];
  const heads = (shown ?? parameter.parts[0])?.n_head ?? 0;
  const facts = [
    INSPECTOR.shape(parameter.shape),
    KIND_NAMES[kind],
    ...(parameter.layer === null ? [] : [INSPECTOR.layer(parameter.layer)]),
    ...(heads > 0 ? [INSPECTOR.heads(heads)] : []),
    parameter.dtype,
  ];
  const learned = parameterSubject({
    kind,
    part: shown?.name ?? only?.name ?? null,
    isBias: isBias(parameter),
    isTiedHead: parameter.aliases.length > 0,
  });
  const explanation = useExplanation(learned);
  return (
    <header class="inspector-header">
      <h2 title={parameter.name}>
        {readableWords(parameter.name, modelPrefix(history.run.parameters), shown?.name ?? null).join(" · ")}
      </h2>
      <p class="facts">{facts.join(" · ")}</p>
      {explanation === null ? null : <p class="what">{explanation.what}</p>}
      <Explain subject={learned} label={EXPLAIN.whatToExpect} />
      {isWhole(parameter) ? null : (
        <p class="inspector-note">{INSPECTOR.sampledCells(parameter.tile_shape, matrixShape(parameter))}</p>
      )}
      {parameter.aliases.length > 0 ? <p class="inspector-note">{INSPECTOR.tied(parameter.aliases)}</p> : null}
      {shown !== undefined && parameter.parts.length > 1 ? (
        <p class="inspector-note">
          {INSPECTOR.wholeTensor(
            shown.name,
            parameter.parts.map(({ name }) => name),
          )}
        </p>
      ) : null}
    </header>
  );
}
