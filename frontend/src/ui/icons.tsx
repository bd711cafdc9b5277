import type { JSX } from "preact";

/** Outlines on a square of 24 units. */
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  previous: "M6 6h2v12H6zM18 6v12l-9-6z",
  close: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12z",
  next: "M16 6h2v12h-2zM6 6v12l9-6z",
  first: "M5 6h2v12H5zM18 6v12l-9-6z",
  last: "M17 6h2v12h-2zM6 6v12l9-6z",
  loop: "M12 4V1L8 5l4 4V6a6 6 0 0 1 5.2 9l1.5 1.5A8 8 0 0 0 12 4zm0 14a6 6 0 0 1-5.2-9L5.3 7.5A8 8 0 0 0 12 20v3l4-4-4-4z",
  evenly: "M4 6h2v12H4zM9 6h2v12H9zM14 6h2v12h-2zM19 6h2v12h-2z",
  stairs: "M3 18h5v-4h5v-4h5V6h3v2h-1v4h-5v4h-5v4H3z",
  logarithm: "M4 4h2v14h14v2H4zM8 16c1-7 4-9 12-10v2c-7 1-9 3-10 8z",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={ICONS[name]} fill="currentColor" />
    </svg>
  );
}
