import { useEffect, useState } from "preact/hooks";
import { type Explanation, explanationOf } from "../../learn/explanations";
import type { LearnSubject } from "../../learn/subjects";

/** The explanation of a subject once it is there; where it does not come, the button beside it says so when it is pressed. */
export function useExplanation(subject: LearnSubject | null): Explanation | null {
  const [known, setKnown] = useState<Explanation | null>(null);
  const id = subject?.id ?? null;
  const title = subject?.title ?? "";
  useEffect(() => {
    if (id === null) {
      return;
    }
    let isWanted = true;
    const settle = (explanation: Explanation | null): void => {
      if (isWanted) {
        setKnown(explanation);
      }
    };
    explanationOf({ id, title }).then(settle, () => settle(null));
    return () => {
      isWanted = false;
    };
  }, [id, title]);
  return known?.anchor === id ? known : null;
}
