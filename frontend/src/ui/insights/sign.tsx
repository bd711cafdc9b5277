import type { JSX } from "preact";

/** On a square of 24 units. */
const SIGNS = {
  warning: "M12 3 1.8 20.5h20.4zm-1 7h2v5h-2zm0 6.5h2v2h-2z",
  observation: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1 4h2v2h-2zm0 4h2v6h-2z",
  healthy: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1.6 13.2L6.2 12l1.4-1.4 2.8 2.8 6-6 1.4 1.4z",
} as const;

/** The sign before an insight, or before the news that there is nothing to worry about. */
export function InsightSign({ name }: { name: keyof typeof SIGNS }): JSX.Element {
  return (
    <svg class={`insight-sign is-${name}`} viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
      <path d={SIGNS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
