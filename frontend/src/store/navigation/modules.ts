/** The parameters as a tree of modules, those of several runs in one. Pure. */

import type { Parameter, Part } from "../../answers";
import { matrixShape } from "../building/slabs";

/** A module, a parameter, or a part of a parameter. */
export interface ModuleNode {
  /** No other node has it. */
  readonly id: string;
  readonly label: string;
  /** Of a module its path, else the parameter's name. */
  readonly path: string;
  readonly part: string | null;
  /** Null: this is a module. */
  readonly shape: readonly number[] | null;
  readonly children: readonly ModuleNode[];
}

/** The parameters of one run, and the numbers of those that are shown. */
export interface ShownParameters {
  readonly parameters: readonly Parameter[];
  readonly shown: ReadonlySet<number>;
}

export interface ModuleTree {
  readonly roots: readonly ModuleNode[];
  /** How many parameters are in the tree; those of the same name count once. */
  readonly shownCount: number;
  /** How many there would be if all were shown. */
  readonly allCount: number;
}

export const EMPTY_TREE: ModuleTree = { roots: [], shownCount: 0, allCount: 0 };

/** A module's number in a list of modules. */
const NUMBER = /^\d+$/u;
/** A module that has no other arrays than these is told by its name alone. */
const PLAIN_ARRAYS: readonly string[] = ["weight", "bias"];

/** What stands at one word of the names. */
interface Place {
  readonly word: string;
  readonly path: string;
  readonly children: Map<string, Place>;
  parameter: Parameter | null;
}

/** The tree of what is shown; where runs have a parameter of the same name, the first one's shape is told. */
export function moduleTree(runs: readonly ShownParameters[]): ModuleTree {
  const root = placeAt("", "");
  const names = new Set<string>();
  for (const { parameters, shown } of runs) {
    for (const [index, parameter] of parameters.entries()) {
      names.add(parameter.name);
      if (shown.has(index)) {
        insert(root, parameter);
      }
    }
  }
  const roots = childrenOf(root);
  return { roots, shownCount: countParameters(roots), allCount: names.size };
}

/** Modules that are in the way from the top to a node, and the parameter that a part belongs to; the outermost first. */
export function ancestorsOf(nodes: readonly ModuleNode[], id: string): readonly ModuleNode[] {
  for (const node of nodes) {
    if (node.children.some((child) => child.id === id)) {
      return [node];
    }
    const below = ancestorsOf(node.children, id);
    if (below.length > 0) {
      return [node, ...below];
    }
  }
  return [];
}

/** The id of the node of a parameter, or of a part of it. */
export function nodeId(parameter: string, part: string | null): string {
  return part === null ? parameter : `${parameter}:${part}`;
}

function placeAt(word: string, path: string): Place {
  return { word, path, children: new Map(), parameter: null };
}

function insert(root: Place, parameter: Parameter): void {
  let place = root;
  for (const word of parameter.name.split(".")) {
    const path = place === root ? word : `${place.path}.${word}`;
    const next = place.children.get(word) ?? placeAt(word, path);
    place.children.set(word, next);
    place = next;
  }
  place.parameter ??= parameter;
}

function childrenOf(place: Place): ModuleNode[] {
  return [...place.children.values()].flatMap((child) => nodesOf(child, child.word));
}

/** What stands for a place in the list of its module: itself, or what is in it. */
function nodesOf(place: Place, label: string): ModuleNode[] {
  const own = place.parameter === null ? [] : [parameterNode(place.parameter, label)];
  if (place.children.size === 0) {
    return own;
  }
  const plain = plainArrays(place, label);
  if (plain !== null) {
    return [...own, ...plain];
  }
  return [...own, ...(blocksOf(place, label) ?? [moduleNode(place, label)])];
}

function moduleNode(place: Place, label: string): ModuleNode {
  return { id: `${place.path}.`, label, path: place.path, part: null, shape: null, children: childrenOf(place) };
}

/** `c_fc` and `c_fc bias`, as they are called in the picture; null where the module has anything else. */
function plainArrays(place: Place, label: string): ModuleNode[] | null {
  const nodes = [...place.children.values()].flatMap(({ word, parameter, children }) =>
    parameter !== null && children.size === 0 && PLAIN_ARRAYS.includes(word)
      ? [parameterNode(parameter, word === "weight" ? label : `${label} ${word}`)]
      : [],
  );
  return nodes.length === place.children.size ? nodes : null;
}

/** `h.0`, `h.1`: a list of nothing but blocks is told by them; null where it is none. */
function blocksOf(place: Place, label: string): ModuleNode[] | null {
  const blocks = [...place.children.values()];
  const isList = blocks.every(({ word, parameter }) => NUMBER.test(word) && parameter === null);
  const nodes = isList ? blocks.flatMap((block) => nodesOf(block, `${label}.${block.word}`)) : [];
  return isList && nodes.every(({ shape }) => shape === null) ? nodes : null;
}

function parameterNode(parameter: Parameter, label: string): ModuleNode {
  const { name, shape, parts } = parameter;
  const children = parts.length > 1 ? parts.map((part) => partNode(parameter, part)) : [];
  return { id: nodeId(name, null), label, path: name, part: null, shape, children };
}

function partNode(parameter: Parameter, { name, axis, length }: Part): ModuleNode {
  const matrix = matrixShape(parameter);
  const shape = parameter.shape.length < 2 ? [length] : matrix.map((size, index) => (index === axis ? length : size));
  return { id: nodeId(parameter.name, name), label: name, path: parameter.name, part: name, shape, children: [] };
}

function countParameters(nodes: readonly ModuleNode[]): number {
  return nodes.reduce((count, { shape, children }) => count + (shape === null ? countParameters(children) : 1), 0);
}
