/** Writes rows in full width, step by step. */

import { float32, integers, type Safetensors } from "../../decode";
import { encodeRows, wereLoggedIn8Bits } from "./codes";
import type { StoredRows } from "./contents";
import type { BlockSink } from "./stack";
import { StackWriter } from "./stack_writer";

export class RowsWriter {
  private readonly bits: 8 | 16;
  private readonly rowIds: readonly number[];
  private readonly codes: StackWriter;
  private readonly scales: StackWriter;

  /** The first answer says which rows there are, and how finely they were logged. */
  constructor(
    private readonly about: Pick<StoredRows, "run" | "parameter" | "columns">,
    first: Safetensors,
    sink: BlockSink,
  ) {
    this.rowIds = [...integers(first, `row_ids/${about.parameter}`)];
    this.bits = wereLoggedIn8Bits(this.valuesOf(first), about.columns) ? 8 : 16;
    this.codes = new StackWriter(this.rowIds.length * about.columns, sink);
    this.scales = new StackWriter(this.rowIds.length, sink);
  }

  async add(step: number, file: Safetensors): Promise<void> {
    const { codes, scales } = encodeRows(this.valuesOf(file), this.about.columns, this.bits);
    await this.codes.add(step, codes);
    await this.scales.add(step, scales);
  }

  async end(): Promise<StoredRows> {
    return { ...this.about, rowIds: this.rowIds, codes: await this.codes.end(), scales: await this.scales.end() };
  }

  private valuesOf(file: Safetensors): Float32Array {
    return float32(file, `rows/${this.about.parameter}`);
  }
}
