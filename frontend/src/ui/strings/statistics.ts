/** The one home of the statistics' names, and what each of them says, in a sentence. */

export interface StatisticWords {
  readonly name: string;
  readonly explanation: string;
}

interface StatisticGroup {
  readonly name: string;
  readonly statistics: Readonly<Record<string, StatisticWords>>;
}

/** In the order in which they are offered. */
export const STATISTIC_GROUPS: readonly StatisticGroup[] = [
  {
    name: "Size",
    statistics: {
      norm: {
        name: "Norm",
        explanation:
          "The square root of the sum of all squared weights: how far the parameter is from zero as a whole.",
      },
      rms: {
        name: "RMS",
        explanation:
          "Root mean square, the norm divided by the square root of the number of weights: the typical size of a single weight.",
      },
      update_ratio: {
        name: "Update ratio",
        explanation:
          "How much one update changes the weights, relative to their size; near 0.001 is common, far above is restless, far below hardly learns.",
      },
    },
  },
  {
    name: "Distribution",
    statistics: {
      mean: { name: "Mean", explanation: "The average weight; for most matrices it stays near zero." },
      std: { name: "Standard deviation", explanation: "How widely the weights spread around their mean." },
      min: {
        name: "Smallest value",
        explanation: "The lowest of the sampled weights; the lowest of all may lie further out.",
      },
      max: {
        name: "Largest value",
        explanation: "The highest of the sampled weights; the highest of all may lie further out.",
      },
      q01: { name: "1 % quantile", explanation: "One per cent of the weights lie below this value." },
      q05: { name: "5 % quantile", explanation: "Five per cent of the weights lie below this value." },
      q25: { name: "25 % quantile", explanation: "A quarter of the weights lie below this value." },
      q50: { name: "Median", explanation: "Half of the weights lie below this value, and half above." },
      q75: { name: "75 % quantile", explanation: "A quarter of the weights lie above this value." },
      q95: { name: "95 % quantile", explanation: "Five per cent of the weights lie above this value." },
      q99: { name: "99 % quantile", explanation: "One per cent of the weights lie above this value." },
    },
  },
  {
    name: "Gradient",
    statistics: {
      grad_norm: {
        name: "Gradient norm",
        explanation:
          "The norm of the loss’s gradient with respect to this parameter; sudden rises announce instability.",
      },
      grad_rms: {
        name: "Gradient RMS",
        explanation:
          "Root mean square, the typical size of a single weight’s gradient, comparable between parameters of any size.",
      },
      grad_mean: {
        name: "Gradient mean",
        explanation: "The average gradient; far from zero, it pushes all weights one way.",
      },
      grad_std: {
        name: "Gradient standard deviation",
        explanation: "How widely the gradients of single weights spread around their mean.",
      },
      grad_q05: { name: "Gradient 5 % quantile", explanation: "Five per cent of the gradients lie below this value." },
      grad_q50: { name: "Gradient median", explanation: "Half of the gradients lie below this value, and half above." },
      grad_q95: { name: "Gradient 95 % quantile", explanation: "Five per cent of the gradients lie above this value." },
    },
  },
  {
    name: "Health",
    statistics: {
      zeros: {
        name: "Share of zeros",
        explanation: "Which share of the sampled weights is exactly zero: untouched, pruned or dead.",
      },
      nonfinite: {
        name: "Non-finite weights",
        explanation: "How many weights are NaN or infinite; any number above zero means that the training is lost.",
      },
      grad_nonfinite: {
        name: "Non-finite gradients",
        explanation:
          "How many gradients are NaN or infinite; mixed precision skips such steps, otherwise they destroy the weights.",
      },
    },
  },
  {
    name: "Logging",
    statistics: {
      weight_scale: {
        name: "Scale of the logged weights",
        explanation: "The largest magnitude among the sampled weights; the codes of the log are multiples of it.",
      },
      grad_scale: {
        name: "Scale of the logged gradients",
        explanation: "The largest magnitude among the sampled gradients; the codes of the log are multiples of it.",
      },
    },
  },
];

const WORDS: ReadonlyMap<string, StatisticWords> = new Map(
  STATISTIC_GROUPS.flatMap(({ statistics }) => Object.entries(statistics)),
);

/** A statistic's name and explanation; one that this page does not know has its own name. */
export function statisticWords(statistic: string): StatisticWords {
  return WORDS.get(statistic) ?? { name: statistic, explanation: "" };
}

/** The statistics of some runs, in groups; those that this page does not know are a group of their own. */
export function groupedStatistics(
  names: readonly string[],
): readonly { name: string; statistics: readonly string[] }[] {
  const known = STATISTIC_GROUPS.map(({ name, statistics }) => ({
    name,
    statistics: Object.keys(statistics).filter((statistic) => names.includes(statistic)),
  }));
  const others = { name: "Others", statistics: [...new Set(names)].filter((name) => !WORDS.has(name)) };
  return [...known, others].filter(({ statistics }) => statistics.length > 0);
}
