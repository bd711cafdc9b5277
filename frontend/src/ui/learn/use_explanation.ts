import { useEffect, useState } from "preact/hooks";
import { type Explanation, explanationOf } from "../../learn/explanations";
import type { LearnSubject } from "../../learn/subjects";

/** The explanation of a subject once it is there; the button beside it says where it does not come. */
export function useExplanation(subject: LearnSubject | null): Explanation | null {
  const [known, setKnown] = useState<Explanation | null>(null);
  useEffect(() => {
    let isWanted = subject !== null;
    if (subject !== null) {
      explanationOf(subject).then(
        (explanation) => {
          if (isWanted) {
            setKnown(explanation);
          }
        },
        () => setKnown(null),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [subject?.id]);
  return known?.anchor === subject?.id ? known : null;
}
