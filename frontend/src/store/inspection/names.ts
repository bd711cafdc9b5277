/** Names of parameters as people read them. Pure. */

import type { Parameter } from "../../answers";

const NUMBER = /^\d+$/u;

/** The path that all blocks of a model begin with, or, where it has none, all its parameters: `transformer`. Empty where there is none. */
export function modelPrefix(parameters: readonly Pick<Parameter, "name" | "layer">[]): string {
  const inBlocks = parameters.filter(({ layer }) => layer !== null);
  const paths = (inBlocks.length > 0 ? inBlocks : parameters).map(({ name }) => {
    const words = name.split(".").slice(0, -1);
    const number = words.findIndex((word) => NUMBER.test(word));
    // The word before a number is the name of a list of blocks, and belongs to it; the last module has its own name.
    return words.slice(0, number < 0 ? -1 : Math.max(0, number - 1));
  });
  const [first = []] = paths;
  const different = first.findIndex((word, index) => paths.some((path) => path[index] !== word));
  return first.slice(0, different < 0 ? undefined : different).join(".");
}

/** A parameter's name below a path, without the word that most of them end in: `attn.c_attn` of `h.3.attn.c_attn.weight`. */
export function relativeName(name: string, path: string): string {
  const below = path !== "" && name.startsWith(`${path}.`) ? name.slice(path.length + 1) : name;
  return below.endsWith(".weight") ? below.slice(0, -".weight".length) : below;
}

/** The words of a parameter's name below a path, or of a part of it, with a block's number beside its list: `h.3`, `attn`, `value`. */
export function readableWords(name: string, path: string, part: string | null): readonly string[] {
  const words: string[] = [];
  for (const word of relativeName(name, path).split(".")) {
    const list = words.at(-1);
    if (NUMBER.test(word) && list !== undefined && !NUMBER.test(list)) {
      words[words.length - 1] = `${list}.${word}`;
    } else {
      words.push(word);
    }
  }
  if (part === null) {
    return words;
  }
  const last = words.at(-1) === "bias" ? ["bias"] : [];
  return [...words.slice(0, -1 - last.length), part, ...last];
}

const BIAS_NAME = /(?:^|[._])bias(?:_|$)/u;

/** Whether a parameter is added to what its module computes, by its name: `h.0.ln_1.bias`, `in_proj_bias`, `bias_ih_l0`. */
export function isBias({ name }: Pick<Parameter, "name">): boolean {
  return BIAS_NAME.test(name);
}
