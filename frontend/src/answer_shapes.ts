/** The form of each answer in JSON, as far as the page could not go on without it; `answers.ts` says what it means. */

import { fields, listOf, maybe, numbers, numeric, record, type Shape, text, texts, truth } from "./shapes";
import { areSteps } from "./store/asked_steps";

const steps: Shape = (value) => (Array.isArray(value) && areSteps(value) ? null : "");

const parameter = fields({
  name: text,
  aliases: texts,
  shape: numbers,
  kind: text,
  layer: maybe(numeric),
  parts: listOf(fields({ name: text, axis: numeric, start: numeric, length: numeric, n_head: numeric })),
  tile_shape: (value) => (Array.isArray(value) && value.length === 2 ? numbers(value) : ""),
  tile_offset: numeric,
});

const run = fields({
  name: text,
  steps,
  sessions: listOf(fields({ start_ms: numeric, first_step: numeric })),
  newest_ms: maybe(numeric),
  kinds: texts,
  model_class: text,
  model_name: text,
  parameter_count: numeric,
  n_head: numeric,
  config: record,
  statistic_names: texts,
  parameters: listOf(parameter),
  clouds: texts,
  cloud_layouts: listOf(fields({ parameter: text, rows: numeric, columns: numeric, labeled: truth })),
  rounding_floor: numeric,
  problems: texts,
  is_disk_full: truth,
});

const finding = fields({
  name: text,
  first_step: numeric,
  last_step: numeric,
  sentence: text,
  parameters: maybe(texts),
});

const insight = fields({
  id: text,
  name: text,
  severity: text,
  title: text,
  sentence: text,
  first_step: numeric,
  last_step: numeric,
  parameters: texts,
  evidence: record,
  causes: texts,
  view: fields({ view: text, step: numeric, parameter: maybe(text) }),
});

const movedRow = fields({ row: numeric, label: maybe(text), distance: numeric, neighbor_change: maybe(numeric) });

export const RUNS = fields({ runs: listOf(run) });
export const NEIGHBORS = fields({
  neighbors: listOf(fields({ row: numeric, label: maybe(text), distance: numeric })),
});
export const MOVEMENT = fields({
  k: numeric,
  rows: listOf(movedRow),
  compared: numeric,
  median_distance: numeric,
  mean_neighbor_change: maybe(numeric),
  neighbor_change_by_chance: numeric,
  values: maybe(listOf(maybe(numeric))),
});
export const SCALAR_TAGS = fields({ tags: texts, loss: maybe(text) });
export const SCALAR = fields({ tag: text, steps, values: listOf(maybe(numeric)) });
export const PHASES = fields({ verdict: text, sentence: text, phases: listOf(finding), events: listOf(finding) });
export const INSIGHTS = fields({ snapshots: numeric, insights: listOf(insight) });
