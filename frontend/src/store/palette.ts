/** Colours of runs: TensorBoard's own, in its order. */

const RUN_COLORS = ["#12b5cb", "#e52592", "#f9ab00", "#9334e6", "#7cb342", "#e8710a", "#425066"] as const;

/** The colour of a run by its place among all runs. */
export function runColor(index: number): string {
  return RUN_COLORS[index % RUN_COLORS.length] ?? RUN_COLORS[0];
}
