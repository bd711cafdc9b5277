/** Colours of runs: TensorBoard's own, in its order. */

const RUN_COLORS = ["#12b5cb", "#e52592", "#f9ab00", "#9334e6", "#7cb342", "#e8710a", "#425066"] as const;

/** Lines of later runs are broken, since some people see their colours as those of others: pixels drawn, pixels left out, and so on. */
const RUN_DASHES: ReadonlyArray<readonly number[]> = [[], [], [], [], [7, 3], [2, 2], [9, 3, 2, 3]];

/** Once all are taken, lighter ones, and then darker ones: toward white or black by a share. */
const ROUNDS = [
  { toward: 0, share: 0 },
  { toward: 255, share: 0.45 },
  { toward: 0, share: 0.4 },
] as const;

/** The colour of a run by its place among all runs: `#rrggbb`. */
export function runColor(index: number): string {
  const channels = runRgb(index).map((channel) =>
    Math.round(channel * 255)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${channels.join("")}`;
}

/** How the line of a run is broken, by its place among all runs; empty where it is whole. */
export function runDash(index: number): readonly number[] {
  return RUN_DASHES[Math.max(0, index) % RUN_DASHES.length] ?? [];
}

/** The same as red, green and blue, 0 to 1. */
export function runRgb(index: number): readonly [number, number, number] {
  const place = Math.max(0, index);
  const base = Number.parseInt((RUN_COLORS[place % RUN_COLORS.length] ?? RUN_COLORS[0]).slice(1), 16);
  const { toward, share } = ROUNDS[Math.floor(place / RUN_COLORS.length) % ROUNDS.length] ?? ROUNDS[0];
  const mixed = (channel: number): number => (channel + (toward - channel) * share) / 255;
  return [mixed(Math.floor(base / 65_536)), mixed(Math.floor(base / 256) % 256), mixed(base % 256)];
}
