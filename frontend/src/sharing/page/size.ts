/** How large an exported page will be, as far as can be told before it is made. */

import type { PageSource } from "../../api";
import type { TensorData } from "../../decode";
import { base64Length, deflated } from "./bytes";
import { shortened } from "./codes";
import { frameBytes } from "./document";
import { type PagePlan, type RawBytes, rawBytes } from "./plan";
import { packPlanes } from "./planes";
import { BLOCK_BYTES } from "./stack_writer";

/** What packing leaves of each part. */
export type Ratios = Readonly<Record<keyof RawBytes, number>>;

/** As with a nanoGPT; what weighs most is measured, see below. */
export const USUAL_RATIOS: Ratios = {
  points: 0.85,
  weights: 0.82,
  gradients: 0.9,
  statistics: 0.75,
  rows: 0.95,
  texts: 0.25,
};

/** So many snapshots are packed for trial. */
const TRIAL_SNAPSHOTS = 4;

export interface ProgramSize {
  readonly packedBytes: number;
  readonly licensesBytes: number;
}

export interface PageSize {
  readonly parts: Readonly<Record<keyof RawBytes | "program", number>>;
  readonly total: number;
}

/** The bytes of each part of the file. */
export function sizeOf(plan: PagePlan, ratios: Ratios, program: ProgramSize): PageSize {
  const raw = rawBytes(plan);
  const names = Object.keys(raw) as (keyof RawBytes)[];
  const packed = names.map((name) => [name, base64Length(raw[name] * ratios[name])] as const);
  const parts = {
    ...(Object.fromEntries(packed) as Record<keyof RawBytes, number>),
    program: base64Length(program.packedBytes) + program.licensesBytes + frameBytes(),
  };
  return { parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
}

/** The ratios of this plan's weights and gradients: some of its snapshots are packed, as all of them will be. */
export async function measuredRatios(plan: PagePlan, server: PageSource, signal: AbortSignal): Promise<Ratios> {
  const [first] = plan.runs;
  if (first === undefined) {
    return USUAL_RATIOS;
  }
  const ratioOf = async (kind: "weights" | "gradients", steps: readonly number[]): Promise<number> => {
    const start = Math.max(0, Math.floor((steps.length - TRIAL_SNAPSHOTS) / 2));
    const some = steps.slice(start, start + TRIAL_SNAPSHOTS);
    if (some.length === 0) {
      return USUAL_RATIOS[kind];
    }
    const file = await server.snapshots({ run: first.run.name, kind, steps: some }, signal);
    const data = file.tensors.get(kind)?.data;
    const count = file.tensors.get("steps")?.data.length ?? 0;
    return data === undefined || count === 0
      ? USUAL_RATIOS[kind]
      : await ratio(shortened(data, first.bits), count, steps.length);
  };
  return {
    ...USUAL_RATIOS,
    weights: await ratioOf("weights", first.weightSteps),
    gradients: await ratioOf("gradients", first.gradientSteps),
  };
}

/** What packing leaves of many such snapshots: the first of each block is packed as it is, of the others what changed. */
async function ratio(data: TensorData, count: number, all: number): Promise<number> {
  const size = data.length / count;
  const snapshots = Array.from({ length: count }, (_, t) => data.subarray(t * size, (t + 1) * size));
  const [first = data] = snapshots;
  const firstBytes = (await deflated(packPlanes([first], size))).length;
  const trialBytes = (await deflated(packPlanes(snapshots, size))).length;
  const changeBytes = count > 1 ? (trialBytes - firstBytes) / (count - 1) : firstBytes;
  const together = Math.max(1, Math.min(all, Math.floor(BLOCK_BYTES / first.byteLength)));
  return (firstBytes + (together - 1) * changeBytes) / (together * first.byteLength);
}
