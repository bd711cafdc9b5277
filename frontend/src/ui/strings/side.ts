/** What the page says at the foot of its left pane. */

export const SIDE = {
  tour: "Take the tour",
  tourHint: "Two minutes through your own run: what the points are, where it learned, what moved, how to compare",
  newHere: "New here? It shows your own run.",
  dismiss: "Dismiss",
  notLoaded: "The tour could not be loaded: TensorBoard does not answer.",
} as const;
