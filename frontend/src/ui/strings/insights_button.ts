/** What the page says of insights before their pane is opened. */

export const INSIGHTS_BUTTON = {
  title: "Insights",
  hint: "What stands out in the runs, with its evidence and possible causes",
  label: (warnings: number): string =>
    warnings === 0 ? "Insights" : `Insights, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
  /** At most two digits fit. */
  badge: (warnings: number): string => (warnings > 99 ? "99+" : String(warnings)),
  announced: (warnings: string): string => `New warning. ${warnings}`,
  close: "Close",
  notLoaded:
    "This part of the page could not be loaded. When TensorBoard answers again, close this pane and open it once more.",
} as const;
