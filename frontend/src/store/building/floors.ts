/** Which parameters share a floor: a block of layers, or a module where the model has none. Pure. */

import type { Parameter } from "../../answers";
import { kindOf } from "../kinds";

export interface FloorGroup {
  /** Where the floor's parameters are in the model: `transformer.h.3`. */
  readonly path: string;
  readonly label: string;
  /** Numbers of the parameters, in the model's order; a tied head has its floor with the embedding's parameter. */
  readonly parameters: readonly number[];
  readonly isTied?: boolean;
}

export const EMBEDDINGS_FLOOR = "embeddings";
export const HEAD_FLOOR = "head";

/** An output layer, by its name. */
const HEAD_NAME = /(?:^|\.)(?:lm_head|head|output|decoder|embed_out)\.(?:weight|bias)$/u;
/** A block's number. */
const NUMBER = /^\d+$/u;

/** A module of more parameters is divided into its own modules. */
const MOST_ON_A_FLOOR = 24;

/** The floors of a model, the lowest first, with those of its parameters that are shown; floors without any are left out. */
export function floorsOf(parameters: readonly Parameter[], shown: ReadonlySet<number>): readonly FloorGroup[] {
  const all = parameters.map((_, index) => index);
  const groups = parameters.some(({ layer }) => layer !== null)
    ? ofLayers(parameters, all)
    : ofModules(parameters, all);
  return groups
    .map((group) => ({ ...group, parameters: group.parameters.filter((index) => shown.has(index)) }))
    .filter((group) => group.parameters.length > 0);
}

/** Blocks by their number; what stands before the first is its foundation, what follows the last its head. */
function ofLayers(parameters: readonly Parameter[], all: readonly number[]): FloorGroup[] {
  const at = (index: number): Parameter => parameters[index] as Parameter;
  const isLayer = (index: number): boolean => at(index).layer !== null;
  const firstLayer = all.findIndex(isLayer);
  const lastLayer = all.findLastIndex(isLayer);
  const isEmbedding = (index: number): boolean =>
    ["token_embedding", "position_embedding"].includes(kindOf(at(index).kind));
  const below = all.filter((index) => !isLayer(index) && (index < firstLayer || isEmbedding(index)));
  const above = all.filter((index) => !isLayer(index) && index > lastLayer && !isEmbedding(index));
  const middle = all.filter((index) => !(below.includes(index) || above.includes(index)));
  const tied = below.filter((index) => kindOf(at(index).kind) === "token_embedding" && isTiedHead(at(index)));
  const hasHead = above.some((index) => kindOf(at(index).kind) === "head");
  return [
    ...(below.some(isEmbedding)
      ? [{ path: EMBEDDINGS_FLOOR, label: EMBEDDINGS_FLOOR, parameters: below }]
      : consecutive(below, (index) => topModule(parameters, at(index)))),
    ...consecutive(middle, (index) => blockPath(at(index))),
    {
      path: HEAD_FLOOR,
      label: HEAD_FLOOR,
      parameters: [...above, ...(hasHead ? [] : tied)],
      isTied: !hasHead && tied.length > 0,
    },
  ];
}

/** The topmost module of a parameter, below those that all parameters share; its name where it is in none. */
function topModule(parameters: readonly Parameter[], { name }: Parameter): string {
  const words = name.split(".");
  const shared = words.findIndex((word, depth) => parameters.some((other) => other.name.split(".")[depth] !== word));
  return words.slice(0, Math.max(0, Math.min(shared, words.length - 2)) + 1).join(".");
}

/** Whether an embedding is the model's output too. */
function isTiedHead({ name, aliases }: Parameter): boolean {
  return [name, ...aliases].some((path) => HEAD_NAME.test(path));
}

/** `transformer.h.3` of `transformer.h.3.attn.c_attn.weight`; a parameter without a layer stands by its module. */
function blockPath({ name, layer }: Parameter): string {
  const words = name.split(".");
  const at = words.indexOf(String(layer));
  return words.slice(0, at < 0 ? -1 : at + 1).join(".");
}

/** Modules, as far down as it takes until the model is more than one, and none has too many parameters. */
function ofModules(parameters: readonly Parameter[], all: readonly number[], depth = 1): FloorGroup[] {
  const words = (index: number): string[] => (parameters[index]?.name ?? "").split(".").slice(0, -1);
  const groups = consecutive(all, (index) => words(index).slice(0, depth).join("."));
  const canDivide = (group: FloorGroup): boolean => group.parameters.some((index) => words(index).length > depth);
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) {
    return canDivide(only) ? ofModules(parameters, all, depth + 1) : groups;
  }
  return groups.flatMap((group) =>
    group.parameters.length > MOST_ON_A_FLOOR && canDivide(group)
      ? ofModules(parameters, group.parameters, depth + 1)
      : [group],
  );
}

/** Groups of neighbours with the same path; a path that comes again goes on with its group. */
function consecutive(indices: readonly number[], pathOf: (index: number) => string): FloorGroup[] {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const path = pathOf(index);
    const group = groups.get(path);
    if (group === undefined) {
      groups.set(path, [index]);
    } else {
      group.push(index);
    }
  }
  return [...groups].map(([path, its]) => ({ path, label: labelOf(path), parameters: its }));
}

/** The last words of a path: `h.3`, `layer1`, `conv1`. */
function labelOf(path: string): string {
  const words = path.split(".");
  const last = words.at(-1) ?? "";
  return NUMBER.test(last) && words.length > 1 ? words.slice(-2).join(".") : last;
}
