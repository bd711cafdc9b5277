import type { ComponentType, JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { type Explanation, explanationOf } from "../../learn/explanations";
import type { LearnSubject } from "../../learn/subjects";
import { EXPLAIN } from "../strings/explain";
import type { PopoverProps } from "./popover";

interface Opened {
  readonly id: string;
  readonly button: HTMLButtonElement;
  readonly explanation: Explanation;
  readonly Popover: ComponentType<PopoverProps>;
}

interface ExplainProps {
  /** Nothing is offered where there is none. */
  readonly subject: LearnSubject | null;
  /** Written beside the sign; the sign alone where it is absent. */
  readonly label?: string;
}

/** A button that says what something is. What it opens is loaded with the first click. */
export function Explain({ subject, label }: ExplainProps): JSX.Element | null {
  const [opened, setOpened] = useState<Opened | "failed" | null>(null);
  const forget = useCallback(() => setOpened(null), []);
  if (subject === null) {
    return null;
  }
  const open = async (button: HTMLButtonElement): Promise<void> => {
    try {
      const [{ Popover }, explanation] = await Promise.all([import("./popover"), explanationOf(subject)]);
      setOpened({ id: subject.id, button, explanation, Popover });
    } catch {
      setOpened("failed");
    }
  };
  const isOpen = opened !== null && opened !== "failed" && opened.id === subject.id;
  return (
    <span class="explain">
      <button
        type="button"
        aria-label={nameOf(subject.title, label)}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={EXPLAIN.hint(subject.title)}
        // While it is open the browser closes it: at this button, outside, and with Escape.
        onClick={(event) => (isOpen ? undefined : void open(event.currentTarget))}
      >
        {label}
        <i aria-hidden="true">?</i>
      </button>
      {opened === "failed" ? <span role="alert">{EXPLAIN.failed}</span> : null}
      {isOpen ? <opened.Popover explanation={opened.explanation} button={opened.button} onClosed={forget} /> : null}
    </span>
  );
}

/** What is written on the button is in its name, for people who speak to the page. */
function nameOf(title: string, label = ""): string {
  const name = EXPLAIN.whatIs(title);
  return name.toLowerCase().includes(label.toLowerCase()) ? name : `${label}: ${name}`;
}
