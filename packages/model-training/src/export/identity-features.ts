import { type FeatureInput, type FittedFeatures, type Matrix, matrixOf } from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { columnOf, missingCount, type TableLike } from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";

/**
 * The raw columns as they are, for a table that holds only numbers and booleans; missing values enter as NaN.
 * @param exclude - columns to leave out
 * @throws DataError `COLUMN_TYPE` for text, dates and 64-bit integers: pass fitted `features` that encode them
 * @example
 * const features = identityFeatures(aq.table({ age: [20, null], member: [true, false] }));
 * features.inputColumns[0] // => { name: "age", kind: "numeric", nullable: true }
 * features.toMatrix(aq.table({ member: [true], age: [30] })).columns.map((values) => values[0]) // => [30, 1]
 */
export function identityFeatures(table: TableLike, exclude: readonly string[] = []): FittedFeatures {
  const names = table.columnNames().filter((name) => !exclude.includes(name));
  return featuresOf(
    names.map((name): FeatureInput => {
      const column = columnOf(table, name);
      if (column.kind !== "numeric" && column.kind !== "boolean") {
        throw new DataError({
          code: "COLUMN_TYPE",
          column: name,
          actual: column.kind,
          expected: "numeric or boolean",
          hint: "leave the column out, or pass `features`, a fitted FeatureTransformer that encodes it",
        });
      }
      return { name, kind: column.kind, nullable: missingCount(column) > 0 };
    }),
  );
}

/** Reads back what `toJSON` of identity features wrote. */
export function restoreFeatures(json: Record<string, unknown>): FittedFeatures {
  const columns = json["type"] === "identity" ? json["inputColumns"] : undefined;
  if (!Array.isArray(columns))
    throw new DataError({ code: "FILE_MALFORMED", file: "the features", detail: "they are no identity features" });
  return featuresOf(columns as FeatureInput[]);
}

function featuresOf(inputColumns: readonly FeatureInput[]): FittedFeatures {
  const names = inputColumns.map((input) => input.name);
  return Object.freeze({
    inputColumns,
    outputNames: names,
    outputSources: names,
    toMatrix: (rows: TableLike): Matrix =>
      matrixOf(
        names.map((name) => columnOf(rows, name)),
        names,
      ),
    lower(graph: Graph, inputs: Readonly<Record<string, { readonly value: string }>>) {
      const values = names.map((name) => (inputs[name] as { value: string }).value);
      return values.length === 1 ? (values[0] as string) : graph.node("Concat", values, { axis: { int: 1 } });
    },
    toJSON: () => ({ type: "identity", inputColumns }),
    get restoreModule() {
      return import.meta.resolve("@mlops/model-training/identity-features");
    },
  });
}
