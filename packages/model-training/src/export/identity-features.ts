import { type FeatureInput, type FittedFeatures, type Matrix, matrixOf } from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { columnOf, missingCount, type TableLike } from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";

/**
 * The raw columns as they are, for a table that holds only numbers and booleans.
 * Text and dates throw `DataError` COLUMN_TYPE: pass fitted `features` that encode them.
 */
export function identityFeatures(table: TableLike): FittedFeatures {
  const inputColumns = table.columnNames().map((name): FeatureInput => {
    const column = columnOf(table, name);
    if (column.kind !== "numeric" && column.kind !== "boolean") {
      throw new DataError({
        code: "COLUMN_TYPE",
        column: name,
        actual: column.kind,
        expected: "numeric or boolean",
        hint: "pass `features`, a fitted FeatureTransformer that encodes it",
      });
    }
    return { name, kind: column.kind, nullable: missingCount(column) > 0 };
  });
  const names = inputColumns.map((input) => input.name);
  return {
    inputColumns,
    outputNames: names,
    toMatrix: (rows: TableLike): Matrix =>
      matrixOf(
        names.map((name) => columnOf(rows, name)),
        names,
      ),
    lower(graph: Graph, inputs) {
      const values = names.map((name) => (inputs[name] as { value: string }).value);
      return values.length === 1 ? (values[0] as string) : graph.node("Concat", values, { axis: { int: 1 } });
    },
    toJSON: () => ({ type: "identity", inputColumns }),
    restoreModule: import.meta.url,
  };
}
