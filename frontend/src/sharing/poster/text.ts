/** Breaks text into lines. Pure. */

export type Measure = (text: string) => number;

const ELLIPSIS = "…";

/** A text in lines of a width, as many as there is room for; what is left out is shown by an ellipsis. */
export function wrapped(text: string, width: number, most: number, measure: Measure): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || measure(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  const all = line === "" ? lines : [...lines, line];
  const kept = all.slice(0, Math.max(0, most));
  const last = kept.at(-1);
  if (last !== undefined && kept.length < all.length) {
    kept[kept.length - 1] = `${last}${ELLIPSIS}`;
  }
  return kept.map((one) => shortened(one, width, measure));
}

/** A text that is no wider than so much; what is left out is shown by an ellipsis. */
export function shortened(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) {
    return text;
  }
  const signs = [...text];
  while (signs.length > 0 && measure(`${signs.join("").trimEnd()}${ELLIPSIS}`) > width) {
    signs.pop();
  }
  return `${signs.join("").trimEnd()}${ELLIPSIS}`;
}
