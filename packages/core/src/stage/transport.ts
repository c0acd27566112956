import { Secret } from "@mlops/models";
import type { FittedFeatures } from "../kernel/estimator/fitted-features.ts";
import type { TableLike } from "../kernel/table/column.ts";
import { columnOf } from "../kernel/table/column-of.ts";
import { markSplit, type Split, splitOf } from "../kernel/table/split-mark.ts";
import { makeTable } from "../table/make-table.ts";
import { type PackedColumn, packColumn, unpackColumn } from "./column-transport.ts";

/** A value that structured clone carries whole: tables are shared buffers, fitted features their JSON, secrets revealed. */
export type Packed = unknown;

const TAG = "$mlops";

type Tagged =
  | { readonly [TAG]: "table"; readonly columns: readonly (readonly [string, PackedColumn])[]; readonly split: Split | undefined }
  | { readonly [TAG]: "fitted"; readonly module: string; readonly json: Record<string, unknown> }
  | { readonly [TAG]: "secret"; readonly value: string }
  | { readonly [TAG]: "object"; readonly entries: readonly (readonly [string, Packed])[] };

const isTable = (value: object): value is TableLike =>
  typeof (value as TableLike).numRows === "function" && typeof (value as TableLike).columnNames === "function";

const isFitted = (value: object): value is FittedFeatures =>
  typeof (value as FittedFeatures).restoreModule === "string" && typeof (value as FittedFeatures).toJSON === "function";

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

function packTable(table: TableLike): Tagged {
  const columns = table.columnNames().map((name) => [name, packColumn(columnOf(table, name))] as const);
  return { [TAG]: "table", columns, split: splitOf(table) };
}

/**
 * An output, input or configuration as a message to another thread. Column buffers are shared, not copied, where they are in shared memory;
 * a filtered or ordered table is gathered once. What is neither table, fitted features, secret, array nor plain object goes as structured clone takes it.
 */
export function packOutput(output: unknown): Packed {
  if (typeof output !== "object" || output === null || ArrayBuffer.isView(output)) return output;
  if (isTable(output)) return packTable(output);
  if (isFitted(output)) return { [TAG]: "fitted", module: output.restoreModule, json: output.toJSON() } satisfies Tagged;
  if (Secret.isInstance(output)) return { [TAG]: "secret", value: output.reveal() } satisfies Tagged;
  if (Array.isArray(output)) return output.map(packOutput);
  if (!isPlain(output)) return output;
  const entries = Object.entries(output)
    .filter(([, value]) => typeof value !== "function")
    .map(([key, value]) => [key, packOutput(value)] as const);
  return TAG in output ? ({ [TAG]: "object", entries } satisfies Tagged) : Object.fromEntries(entries);
}

interface RestoreModule {
  restoreFeatures(json: Record<string, unknown>): FittedFeatures | Promise<FittedFeatures>;
}

async function unpackTagged(tagged: Tagged): Promise<unknown> {
  switch (tagged[TAG]) {
    case "table": {
      const table = makeTable(Object.fromEntries(tagged.columns.map(([name, column]) => [name, unpackColumn(column)])));
      return tagged.split === undefined ? table : markSplit(table, tagged.split);
    }
    case "fitted": {
      const module = (await import(tagged.module)) as RestoreModule;
      return module.restoreFeatures(tagged.json);
    }
    case "secret":
      return new Secret(tagged.value);
    case "object":
      return unpackEntries(tagged.entries);
  }
}

async function unpackEntries(entries: readonly (readonly [string, Packed])[]): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of entries) result[key] = await unpackOutput(value);
  return result;
}

/** What `packOutput` packed, back again: tables over the same buffers, fitted features restored by their own module. */
export async function unpackOutput<T = unknown>(packed: Packed): Promise<T> {
  if (typeof packed !== "object" || packed === null || ArrayBuffer.isView(packed)) return packed as T;
  if (Array.isArray(packed)) return (await Promise.all(packed.map((item) => unpackOutput(item)))) as T;
  if (TAG in packed) return (await unpackTagged(packed as Tagged)) as T;
  return (isPlain(packed) ? await unpackEntries(Object.entries(packed)) : packed) as T;
}
