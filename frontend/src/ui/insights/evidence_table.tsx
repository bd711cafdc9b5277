import type { JSX } from "preact";
import type { Insight, RunInfo } from "../../answers";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import { evidenceItems } from "./evidence_lines";

/** The numbers that an insight rests on. */
export function EvidenceTable({ run, evidence }: { run: RunInfo; evidence: Insight["evidence"] }): JSX.Element {
  const prefix = modelPrefix(run.parameters);
  const names = new Set(run.parameters.map(({ name }) => name));
  const place = (name: string): string => (names.has(name) ? readableWords(name, prefix, null).join(" · ") : name);
  return (
    <dl class="evidence">
      {evidenceItems(evidence, place).map(({ name, title, text, lines }) => (
        <div key={title} class={lines.length > 0 ? "group" : ""}>
          <dt>{name}</dt>
          {lines.map((line) => (
            <dd key={line.title} class="line" title={line.title}>
              {line.name === "" ? null : <span class="name">{line.name}</span>}{" "}
              <span class="facts-of">{line.text}</span>
            </dd>
          ))}
          {text === "" ? null : <dd>{text}</dd>}
        </div>
      ))}
    </dl>
  );
}
