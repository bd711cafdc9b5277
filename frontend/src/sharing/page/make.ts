/** Makes an exported page: asks the server for what it is to hold, packs it, and puts the program beside it. */

import type { PageSource } from "../../api";
import type { RunPlaces } from "../../store/run_colors";
import type { Report } from "../job";
import { deflated, toBase64 } from "./bytes";
import { collect, type InSight } from "./collect";
import { type Contents, FORMAT } from "./contents";
import { pageText } from "./document";
import { type PagePlan, rawBytes, totalOf } from "./plan";
import type { BlockSink } from "./stack";

/** Where the program and the licences of what is in it lie, below the folder of the plugin's routes. */
export interface ProgramFiles {
  readonly path: string;
  readonly licensesPath: string;
}

export interface PageRequest {
  readonly plan: PagePlan;
  readonly inSight: InSight;
  readonly runPlaces: RunPlaces;
  readonly title: string;
  /** The address that shows what is in sight. */
  readonly hash: string;
  readonly madeMs: number;
  readonly program: ProgramFiles;
}

/** Rejects as the server's answers do, and with the signal's reason. */
export async function makePage(
  request: PageRequest,
  server: PageSource,
  report: Report,
  signal: AbortSignal,
): Promise<Blob> {
  const { plan, inSight, runPlaces, title, hash, madeMs } = request;
  const total = totalOf(rawBytes(plan));
  let done = 0;
  const arrived = (bytes: number): void => {
    done += bytes;
    report({ done: Math.min(done, total), total });
  };
  const program = await deflated(await server.asset(request.program.path, signal));
  const licenses = new TextDecoder().decode(await server.asset(request.program.licensesPath, signal));
  const blocks = new Blocks();
  const collected = await collect(plan, inSight, { server, sink: blocks, signal, arrived });
  signal.throwIfAborted();
  const contents: Contents = {
    format: FORMAT,
    hash,
    title,
    madeMs,
    runPlaces: [...runPlaces].filter(([name]) => plan.runs.some(({ run }) => run.name === name)),
    loggedSnapshots: plan.runs.reduce((sum, { run }) => sum + run.steps.length, 0),
    ...collected,
  };
  const text = pageText({
    title,
    program: toBase64(program),
    licenses,
    contents: toBase64(await deflated(new TextEncoder().encode(JSON.stringify(contents)))),
    blocks: blocks.texts,
  });
  return new Blob(text, { type: "text/html" });
}

/** Blocks as they will stand in the page. */
class Blocks implements BlockSink {
  readonly texts: string[] = [];

  async add(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    const number = this.texts.push("") - 1;
    this.texts[number] = toBase64(await deflated(bytes));
    return number;
  }
}
