/** What exported pictures and clips are called. Pure. */

const UNSAFE = /[^\p{L}\p{N}._-]+/gu;
const EDGES = /^[-.]+|[-.]+$/gu;
const LONGEST = 80;

/** A name that every file system takes: `paramviz-transformer.wte.weight-step-1180.png`. */
export function fileName(words: readonly string[], ending: string): string {
  const stem = ["paramviz", ...words]
    .map((word) => word.replace(UNSAFE, "-").replace(EDGES, ""))
    .filter((word) => word !== "")
    .join("-");
  return `${stem.slice(0, LONGEST)}.${ending}`;
}
