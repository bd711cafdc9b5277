/** What there is to say of a model: its layers, what moved most, where a head or a filter can be seen. Pure. */

import type { RunInfo } from "../../answers";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import { kindOf } from "../../store/kinds";
import { type Changes, changesOf, type ParameterChange } from "../../store/movement/changes";
import type { NetworkHistory } from "../../store/network/history";

/** What changed most from the first snapshot to the last; changes are shares of what there was. */
export interface Mover {
  readonly from: number;
  readonly to: number;
  /** Null: a parameter by itself. */
  readonly layer: number | null;
  /** The parameter that changed most, of the layer where layers are compared. */
  readonly parameter: string;
  readonly name: string;
  readonly change: number;
  /** The layer that changed least, where layers are compared. */
  readonly least: { readonly layer: number; readonly change: number } | null;
}

/** A parameter that shows what attention is made of. */
export interface AttentionFacts {
  readonly parameter: string;
  /** The queries where they can be told from the rest. */
  readonly part: string | null;
  readonly layer: number | null;
  /** 0 where their number is not known. */
  readonly heads: number;
  /** Numbers of each head; 0 where heads are not known. */
  readonly headSize: number;
}

/** A parameter whose rows are filters, or units. */
export interface PieceFacts {
  readonly parameter: string;
  readonly name: string;
  readonly meaning: "filter" | "unit";
  readonly rows: number;
  readonly inputs: number;
}

export interface ModelFacts {
  readonly layers: number;
  /** Null where it is not known yet, or nothing can be compared. */
  readonly mover: Mover | null;
  readonly attention: AttentionFacts | null;
  readonly piece: PieceFacts | null;
  readonly hasGradients: boolean;
}

/** `history` is what has been loaded of the run; null where that is nothing. */
export function modelFacts(run: RunInfo, history: NetworkHistory | null): ModelFacts {
  const layers = new Set(run.parameters.flatMap(({ layer }) => (layer === null ? [] : [layer])));
  const mover = history === null ? null : moverOf(history);
  return {
    layers: layers.size,
    mover,
    attention: attentionOf(run, mover?.layer ?? null),
    piece: pieceOf(run),
    hasGradients: run.kinds.includes("gradients"),
  };
}

/** Layers where there are several; else the parameter that changed most. */
function moverOf(history: NetworkHistory): Mover | null {
  const { run } = history;
  const [from, to] = [run.steps[0], run.steps.at(-1)];
  const changes = from === undefined || to === undefined ? null : changesOf(history, { from, to });
  return changes === null ? null : (layerThatMoved(run, changes) ?? parameterThatMoved(run, changes));
}

function layerThatMoved(run: RunInfo, { from, to, layers, parameters }: Changes): Mover | null {
  const numbered = layers.flatMap(({ layer, change }) => (layer === null ? [] : [{ layer, change }]));
  const [most] = numbered;
  const least = numbered.at(-1);
  const inLayer = new Set(run.parameters.filter(({ layer }) => layer === most?.layer).map(({ name }) => name));
  const its = firstTensor(run, parameters, ({ name }) => inLayer.has(name));
  return most === undefined || least === undefined || its === undefined || numbered.length < 2
    ? null
    : { from, to, ...most, parameter: its.name, name: nameInLayer(run, its.name, most.layer), least };
}

function parameterThatMoved(run: RunInfo, { from, to, parameters }: Changes): Mover | null {
  const most = firstTensor(run, parameters);
  return most === undefined
    ? null
    : {
        from,
        to,
        layer: null,
        parameter: most.name,
        name: readableName(run, most.name),
        change: most.change,
        least: null,
      };
}

/** The first of several that has rows and columns: biases are small at first, and soon many times that. */
function firstTensor(
  run: RunInfo,
  changes: readonly ParameterChange[],
  isWanted: (change: ParameterChange) => boolean = () => true,
): ParameterChange | undefined {
  const tensors = new Set(run.parameters.filter(({ shape }) => shape.length > 1).map(({ name }) => name));
  const wanted = changes.filter(isWanted);
  return wanted.find(({ name }) => tensors.has(name)) ?? wanted[0];
}

/** A parameter's name below its layer: `attn · c_attn`. */
function nameInLayer(run: RunInfo, name: string, layer: number): string {
  const words = name.split(".");
  const at = words.indexOf(String(layer));
  return at < 0 ? readableName(run, name) : readableWords(words.slice(at + 1).join("."), "", null).join(" · ");
}

/** Of the wanted layer, or else of the last that has any. */
function attentionOf({ parameters }: RunInfo, layer: number | null): AttentionFacts | null {
  const found = parameters.filter(({ kind, shape }) => kindOf(kind) === "attention" && shape.length > 1);
  const named = found.filter(({ parts }) => parts.some(({ name }) => name === "query"));
  const usable = named.length > 0 ? named : found;
  const chosen = usable.find((parameter) => layer !== null && parameter.layer === layer) ?? usable.at(-1);
  if (chosen === undefined) {
    return null;
  }
  const part = chosen.parts.find(({ name }) => name === "query");
  const heads = part?.n_head ?? 0;
  return {
    parameter: chosen.name,
    // A parameter of one part is that part.
    part: part === undefined || chosen.parts.length < 2 ? null : part.name,
    layer: chosen.layer,
    heads,
    headSize: heads > 0 && part !== undefined ? Math.floor(part.length / heads) : 0,
  };
}

/** The first convolution, or else the largest matrix of a layer whose rows are units. */
function pieceOf(run: RunInfo): PieceFacts | null {
  const matrices = run.parameters.filter(({ shape }) => shape.length > 1);
  const filter = matrices.find(({ kind }) => kindOf(kind) === "conv");
  const units = matrices.filter(({ kind }) => kindOf(kind) === "mlp");
  const [largest] = [...units].sort((a, b) => size(b.shape) - size(a.shape));
  const chosen = filter ?? largest;
  return chosen === undefined
    ? null
    : {
        parameter: chosen.name,
        name: readableName(run, chosen.name),
        meaning: chosen === filter ? "filter" : "unit",
        rows: chosen.shape[0] ?? 0,
        inputs: size(chosen.shape.slice(1)),
      };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function readableName({ parameters }: RunInfo, name: string): string {
  return readableWords(name, modelPrefix(parameters), null).join(" · ");
}
