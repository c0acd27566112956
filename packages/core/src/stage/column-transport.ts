import type { Column, NumericArray, Validity } from "../kernel/table/column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "../kernel/table/make-column.ts";

/** A column without its methods, which structured clone would drop. */
export type PackedColumn =
  | { readonly kind: "numeric"; readonly values: NumericArray; readonly validity: Validity; readonly integer: boolean }
  | { readonly kind: "bigint"; readonly values: BigInt64Array; readonly validity: Validity }
  | { readonly kind: "boolean"; readonly values: Uint8Array; readonly validity: Validity }
  | { readonly kind: "string"; readonly codes: Int32Array; readonly dictionary: readonly string[] }
  | { readonly kind: "timestamp"; readonly values: Float64Array; readonly validity: Validity };

/** The buffers of `column`; in shared memory they are the very same ones on the other side. */
export function packColumn(column: Column): PackedColumn {
  switch (column.kind) {
    case "numeric":
      return { kind: column.kind, values: column.values, validity: column.validity, integer: column.integer };
    case "string":
      return { kind: column.kind, codes: column.codes, dictionary: column.dictionary };
    case "bigint":
      return { kind: column.kind, values: column.values, validity: column.validity };
    case "boolean":
      return { kind: column.kind, values: column.values, validity: column.validity };
    case "timestamp":
      return { kind: column.kind, values: column.values, validity: column.validity };
  }
}

export function unpackColumn(packed: PackedColumn): Column {
  switch (packed.kind) {
    case "numeric":
      return numericColumn(packed.values, packed.validity, packed.integer);
    case "string":
      return stringColumn(packed.codes, packed.dictionary);
    case "bigint":
      return bigIntColumn(packed.values, packed.validity);
    case "boolean":
      return booleanColumn(packed.values, packed.validity);
    case "timestamp":
      return timestampColumn(packed.values, packed.validity);
  }
}
