/** The one home of the statistics' names; what each of them says is in learn/content. */

interface StatisticGroup {
  readonly name: string;
  readonly statistics: Readonly<Record<string, string>>;
}

/** In the order in which they are offered. */
export const STATISTIC_GROUPS: readonly StatisticGroup[] = [
  {
    name: "Size",
    statistics: {
      norm: "Norm",
      rms: "RMS",
      update_ratio: "Update ratio",
    },
  },
  {
    name: "Distribution",
    statistics: {
      mean: "Mean",
      std: "Standard deviation",
      min: "Smallest value",
      max: "Largest value",
      q01: "1 % quantile",
      q05: "5 % quantile",
      q25: "25 % quantile",
      q50: "Median",
      q75: "75 % quantile",
      q95: "95 % quantile",
      q99: "99 % quantile",
    },
  },
  {
    name: "Gradient",
    statistics: {
      grad_norm: "Gradient norm",
      grad_rms: "Gradient RMS",
      grad_mean: "Gradient mean",
      grad_std: "Gradient standard deviation",
      grad_q05: "Gradient 5 % quantile",
      grad_q50: "Gradient median",
      grad_q95: "Gradient 95 % quantile",
    },
  },
  {
    name: "Health",
    statistics: {
      zeros: "Share of zeros",
      nonfinite: "Non-finite weights",
      grad_nonfinite: "Non-finite gradients",
    },
  },
  {
    name: "Logging",
    statistics: {
      weight_scale: "Scale of the logged weights",
      grad_scale: "Scale of the logged gradients",
    },
  },
];

const NAMES: ReadonlyMap<string, string> = new Map(
  STATISTIC_GROUPS.flatMap(({ statistics }) => Object.entries(statistics)),
);

/** A statistic's name; one that this page does not know has its own. */
export function statisticName(statistic: string): string {
  return NAMES.get(statistic) ?? statistic;
}

export function isKnownStatistic(statistic: string): boolean {
  return NAMES.has(statistic);
}

/** The statistics of some runs, in groups; those that this page does not know are a group of their own. */
export function groupedStatistics(
  names: readonly string[],
): readonly { name: string; statistics: readonly string[] }[] {
  const known = STATISTIC_GROUPS.map(({ name, statistics }) => ({
    name,
    statistics: Object.keys(statistics).filter((statistic) => names.includes(statistic)),
  }));
  const others = { name: "Others", statistics: [...new Set(names)].filter((name) => !NAMES.has(name)) };
  return [...known, others].filter(({ statistics }) => statistics.length > 0);
}
