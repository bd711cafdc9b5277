/** What the tour tells at each of its stops, about the run in front of it. */

import type { TourFacts } from "../../learn/tour/facts";
import type { Stop } from "../../learn/tour/plan";
import { measure, number, percent } from "./format";
import { chartsWords, gradientsWords, headsWords, moverWords, networkWords, pieceWords } from "./tour_model";
import { filmWords, groupsWords, neighborsWords, pointsWords } from "./tour_points";

/** A title, and two or three sentences. */
export interface StopWords {
  readonly title: string;
  readonly text: string;
}

/** What there is to say at a stop. */
export function wordsOf(stop: Stop, facts: TourFacts): StopWords {
  return WORDS[stop](facts);
}

const WORDS: Readonly<Record<Stop, (facts: TourFacts) => StopWords>> = {
  points: pointsWords,
  film: filmWords,
  groups: groupsWords,
  neighbors: neighborsWords,
  loss: lossWords,
  network: networkWords,
  mover: moverWords,
  heads: headsWords,
  piece: pieceWords,
  gradients: gradientsWords,
  charts: chartsWords,
  compare: compareWords,
  second: () => ({
    title: "How to compare",
    text: 'There is one run here so far. Give another training a directory of its own, SummaryWriter("runs/second"): it appears in this list within seconds, and under Compare the two can be seen side by side, over each other, or as a difference.',
  }),
  more: ({ snapshots, firstStep }) => ({
    title: "A film needs more snapshots",
    text: `This run has ${snapshots === 1 ? "one snapshot" : "no snapshot"} so far, step ${number(firstStep)}. Call watcher.step(step) after each optimizer.step(): it logs when a step is due, and the timeline, the loss and what moved appear here by themselves while the training runs.`,
  }),
  onward: onwardWords,
};

function lossWords({ run, loss, rapid, alarm }: TourFacts): StopWords {
  const warning = alarm === null ? "" : ` ${alarm}`;
  if (loss === null) {
    return {
      title: "When it learned",
      text: `No loss is logged with ${run}, but its weights tell${rapid === null ? "." : `: ${rapid}`}${warning}`,
    };
  }
  const line = `The line over the time axis is ${loss.tag} of ${run}.`;
  const { first, last, halfStep } = loss;
  if (loss.rapid !== null) {
    const { first: from, last: to, share } = loss.rapid;
    const ofAll = share === null ? "" : `, ${percent(share)} of its whole fall`;
    return {
      title: "Where the loss fell",
      text: `${line} Between step ${number(from.step)} and ${number(to.step)} it fell from ${measure(from.value)} to ${measure(to.value)}${ofAll}: the band “rapid learning”. The playhead stands at its end; from there on learning is slower.${warning}`,
    };
  }
  if (halfStep !== null) {
    return {
      title: "Where the loss fell",
      text: `${line} It went from ${measure(first.value)} to ${measure(last.value)}, and half of its fall was over by step ${number(halfStep)} of ${number(last.step)}, where the playhead stands now.${warning}`,
    };
  }
  return {
    title: "The loss has not fallen",
    text: `${line} It was ${measure(first.value)} at step ${number(first.step)} and is ${measure(last.value)} at step ${number(last.step)}: whatever moves in the pictures, this run has not become better at its task.${warning}`,
  };
}

function compareWords({ rows, cloud, shownRuns, otherRun, run }: TourFacts): StopWords {
  const names = shownRuns.length > 1 ? shownRuns : [run, ...(otherRun === null ? [] : [otherRun])];
  const listed = names.length > 2 ? `${number(names.length)} runs` : names.join(" and ");
  if (rows === null) {
    return {
      title: "How to compare",
      text: `Each cell now shows how a weight of ${names[1] ?? "the other run"} differs from the same one of ${names[0]}, at the same step. Runs that began with other random numbers differ almost everywhere, and may still do the same; choose under Compare how they are set against each other.`,
    };
  }
  const agreement = cloud?.agreement ?? null;
  const alike =
    agreement === null
      ? ""
      : ` After that turn they are ${percent(agreement.share)} alike; by chance it would be ${percent(agreement.byChance)}.`;
  return {
    title: "How to compare",
    text: `${listed} in one picture, each in its own colour. Nothing in training fixes which direction means what, so runs may learn the same in other directions; each is turned onto the first one, which changes no distance.${alike} Under Compare they can also be seen side by side, or as a difference.`,
  };
}

function onwardWords({ hasInsights, hasShortcuts, hasExplanations, snapshots }: TourFacts): StopWords {
  const more = [
    ...(snapshots > 1 ? ["What changed lists the points and layers that moved between any two steps."] : []),
    ...(hasInsights ? ["Insights tells what is worth noticing in this run."] : []),
    ...(hasExplanations ? ["A question mark beside a number or a colour says what it means."] : []),
    "Export takes data and pictures along.",
    ...(hasShortcuts ? ["Press ? for all keys."] : []),
  ];
  return {
    title: "Where to go on",
    text: `${more.join(" ")} The address keeps what you see, so a link shows it to others. Done brings back everything as it was before the tour.`,
  };
}
