import type { Json } from "@mlops/models";
import { DataError } from "@mlops/models/errors";
import type { CompiledGraph } from "../kernel/onnx/compile-graph.ts";
import type { Signature } from "../kernel/onnx/signature.ts";
import type { TensorValue } from "../kernel/onnx/tensor-value.ts";
import type { Column, TableLike } from "../kernel/table/column.ts";
import { tableOfColumns } from "../kernel/table/table-of-columns.ts";
import { outputColumns } from "./collect.ts";
import { feedsOf, tensorsOf } from "./feed.ts";
import { FILE } from "./layout.ts";
import { compareOutputs, type ParityReport } from "./parity.ts";
import { columnsOfRows } from "./rows.ts";
import type { BundleMetadata, GoldenRows } from "./spec.ts";

/** Rows per run of the graph: what is computed on the way stays small. */
const BATCH = 8192;

export interface BundleParts {
  readonly compiled: CompiledGraph;
  readonly graph: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly signature: Signature;
  readonly metadata: BundleMetadata | null;
  readonly goldenRows: GoldenRows | null;
  readonly referenceProfile: Json | null;
  readonly modelId: string | null;
  readonly runId: string | null;
}

/** A model directory in memory that scores columns; made by `readScorer`. A `Bundle` is one that also gives tables. */
export class Scorer implements BundleParts {
  readonly compiled: CompiledGraph;
  /** The ONNX file. */
  readonly graph: Uint8Array;
  /** The files by relative path, as they were read; of a foreign directory only those that were needed. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly signature: Signature;
  /** Null, like golden rows and profile, for a directory that was not written here. */
  readonly metadata: BundleMetadata | null;
  readonly goldenRows: GoldenRows | null;
  readonly referenceProfile: Json | null;
  readonly modelId: string | null;
  readonly runId: string | null;

  constructor(parts: BundleParts) {
    this.compiled = parts.compiled;
    this.graph = parts.graph;
    this.files = parts.files;
    this.signature = parts.signature;
    this.metadata = parts.metadata;
    this.goldenRows = parts.goldenRows;
    this.referenceProfile = parts.referenceProfile;
    this.modelId = parts.modelId;
    this.runId = parts.runId;
  }

  /**
   * Scores raw rows: columns are taken by the names of the signature, one output row per row the table shows, in its order. Missing numbers enter
   * the graph as NaN, missing strings as `""`; an absent optional column is all missing; other columns are ignored.
   * @returns the graph's outputs as columns: `label` and `probability_<class>`, or `prediction`
   * @throws DataError `SIGNATURE_MISMATCH` that names the column (and the first row) that is missing or of another type
   */
  score(table: TableLike): Readonly<Record<string, Column>> {
    const steps = this.scoreSteps(table);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** One batch of rows per step. */
  protected *scoreSteps(table: TableLike): Generator<undefined, Readonly<Record<string, Column>>, undefined> {
    const rows = table.numRows();
    const feeds = feedsOf(table, this.signature);
    // A graph of another exporter may compute across rows, so it gets them all at once.
    const batch = this.metadata === null ? Math.max(1, rows) : BATCH;
    const results = new Map<string, TensorValue[]>(this.compiled.outputs.map(({ name }) => [name, []]));
    for (let start = 0; start === 0 || start < rows; start += batch) {
      const outputs = this.compiled.run(tensorsOf(this.compiled.inputs, this.signature, feeds, start, Math.min(start + batch, rows)));
      for (const [name, values] of results) values.push(outputs[name] as TensorValue);
      yield;
    }
    return Object.fromEntries([...results].flatMap(([name, values]) => outputColumns(name, values, rows)));
  }

  /** Predicts the golden rows and compares; `DataError` BUNDLE_INVALID where the directory has none. */
  verifyGoldenRows(): ParityReport {
    const golden = this.goldenRows;
    if (golden === null) throw new DataError({ code: "BUNDLE_INVALID", path: FILE.golden, detail: "the model has no golden rows" });
    const outputs = this.score(tableOfColumns(columnsOfRows(golden, this.signature)));
    return compareOutputs(tableOfColumns(outputs), golden.outputs, golden.tolerance);
  }
}
