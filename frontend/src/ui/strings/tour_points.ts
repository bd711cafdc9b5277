/** What the tour tells about the points of an embedding, or of other rows. */

import type { CloudFacts, Group, PointMeaning } from "../../learn/tour/cloud_facts";
import type { TourFacts } from "../../learn/tour/facts";
import { number, percent, quoted } from "./format";
import type { StopWords } from "./tour_stops";

const TITLES: Readonly<Record<PointMeaning, string>> = {
  token: "Every point is a token",
  position: "Every point is a place in the text",
  answer: "Every point is a possible answer",
  filter: "Every point is a channel of filters",
  unit: "Every point is a unit",
  row: "Every point is a row of weights",
};

/** What the numbers of a row are, after “the 64 numbers”. */
const NUMBERS: Readonly<Record<PointMeaning, string>> = {
  token: "that stand for one token where the model begins",
  position: "that are added to whatever token stands at that place",
  answer: "by which the model scores that answer",
  filter: "of one channel, with which it looks for a pattern in its input",
  unit: "with which one unit weighs its inputs",
  row: "of one row of this parameter",
};

const PLURALS: Readonly<Record<PointMeaning, string>> = {
  token: "tokens",
  position: "places",
  answer: "answers",
  filter: "channels",
  unit: "units",
  row: "rows",
};

const EXAMPLES = 4;

export function pointsWords({ rows, cloud, firstStep, snapshots }: TourFacts): StopWords {
  const { meaning, parameter } = rows ?? { meaning: "row", parameter: "" };
  const title = TITLES[meaning];
  const count =
    cloud === null
      ? `Each point is a row of ${parameter}`
      : `Each of the ${number(cloud.points)} points is a row of ${parameter}: the ${number(cloud.columns)} numbers ${NUMBERS[meaning]}, seen along the three directions in which they vary most`;
  const start =
    firstStep === 0
      ? "This is step 0, before the first update. A new model draws these numbers at random, so who stands beside whom means nothing yet; a pretrained one brings what it knows."
      : `This is step ${number(firstStep)}, the ${snapshots > 1 ? "first" : "only"} one that was logged.`;
  const labels =
    cloud === null || cloud.isLabeled || meaning !== "token"
      ? ""
      : ` No labels were logged, so rows go by their numbers; watch(model, labels={"${parameter}": names}) names them.`;
  return { title, text: `${count}. ${start}${labels}` };
}

export function filmWords({ rows, firstStep, lastStep, isStill }: TourFacts): StopWords {
  const span = `step ${number(firstStep)} to step ${number(lastStep)}`;
  const moves =
    rows === null
      ? "Every cell is a weight, and changes as the optimizer changes it."
      : "All steps share one set of axes, so a point moves only because training moved it; each step is scaled to fill the view, and the grid tells how it grows. Colour is the norm, a row’s length: longer is brighter.";
  return isStill
    ? {
        title: "From beginning to end",
        text: `The playhead has gone from ${span}. ${moves} Drag the timeline, or step with the arrow keys, to see the way between.`,
      }
    : {
        title: "Watch it train",
        text: `The film runs from ${span}. ${moves} After the tour, Space plays it; drag the timeline to look closer.`,
      };
}

export function groupsWords({ rows, cloud, hasTrails }: TourFacts): StopWords {
  const group = cloud?.group ?? null;
  const things = PLURALS[rows?.meaning ?? "row"];
  if (cloud === null || group === null) {
    return {
      title: "No group stands apart",
      text: `The page has looked for groups of ${things} in all ${number(cloud?.columns ?? 0)} dimensions, and found none that is denser than chance makes them. Points that are near each other here may still be related: the next stop asks one of them.`,
    };
  }
  return group.hasHardlyMoved
    ? {
        title: "A group has stayed behind",
        text: `${formed(group, things)} They have hardly moved since the start: most likely training has hardly met them, so no gradient has pulled at them, while the others went away.`,
      }
    : {
        title: "Groups have formed",
        text: `${formed(group, things)} Nobody told the model that they belong together: ${things} that are used alike get similar updates, and end up near each other.${hasTrails && group.rows.length > 0 ? " The lines are the way that they had come." : ""}`,
      };
}

function formed({ firstStep, lastStep, size, examples, areLabels }: Group, things: string): string {
  const names = examples.slice(0, EXAMPLES).map((name) => (areLabels ? quoted(name) : name));
  const listed = names.length === 0 ? "" : `, among them ${names.join(", ")}`;
  return `Between steps ${number(firstStep)} and ${number(lastStep)}, ${number(size)} ${things} came to stand together, apart from the others${listed}.`;
}

export function neighborsWords({ cloud, nearest }: TourFacts): StopWords {
  const title = "Look closer";
  if (cloud === null) {
    return { title, text: "Click a point, and its nearest neighbours are listed here." };
  }
  const { example, columns } = cloud;
  const name = example?.label === null || example === null ? `row ${number(example?.row ?? 0)}` : quoted(example.label);
  const near = (nearest ?? []).slice(0, EXAMPLES - 1);
  const found =
    near.length === 0
      ? `Selected is ${name}.`
      : `Selected is ${name}. Nearest to it, in all ${number(columns)} dimensions, ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.`;
  return { title, text: `${found} ${trust(cloud)} Click any point to ask it.` };
}

/** Why the list is better than the picture. */
function trust({ variance, preserved }: CloudFacts): string {
  const kept = preserved === null ? "" : ` and ${percent(preserved)} of a point’s nearest neighbours`;
  return `Believe the list on the right more than the picture, whose three axes show ${percent(variance)} of the variance${kept}.`;
}
