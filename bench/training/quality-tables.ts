import path from "node:path";
import { columnOf } from "@mlops/core/table";
import { readTable } from "@mlops/data";

/** Columns of numbers, null where there is none, and what is to be predicted: a class from 0 on. */
export interface QualityTable {
  readonly columns: (number | null)[][];
  readonly target: number[];
  readonly classes: number;
}

const examples = path.join(import.meta.dirname, "../../examples");

/** Tables of the examples: file, target, and columns that are no features. */
const TABLES: Readonly<Record<string, { readonly file: string; readonly target: string; readonly exclude: readonly string[] }>> = {
  employment: {
    file: "employment/data/acs_2015.parquet",
    target: "employed",
    exclude: ["id", "year", "prediction", "predicted_probability"],
  },
  "california-housing": {
    file: "california-housing/data/california_housing_reference.csv",
    target: "clf_target",
    exclude: ["id", "timestamp", "y_pred", "y_pred_proba"],
  },
  penguins: { file: "databricks/data/penguins.csv", target: "species", exclude: [] },
};

export const TABLE_NAMES: readonly string[] = Object.keys(TABLES);

/** A table of the examples: text that is no number becomes its place among the values in their order. */
export async function qualityTable(name: string): Promise<QualityTable> {
  const { file, target, exclude } = TABLES[name] as (typeof TABLES)[string];
  const table = await readTable(path.join(examples, file));
  const numbers = (column: string): (number | null)[] => coded([...columnOf(table, column)]);
  const labels = numbers(target) as number[];
  return {
    columns: table
      .columnNames()
      .filter((column) => column !== target && !exclude.includes(column))
      .map(numbers),
    target: labels,
    classes: new Set(labels).size,
  };
}

function coded(cells: readonly unknown[]): (number | null)[] {
  const missing = (cell: unknown): boolean => cell === undefined || Number.isNaN(cell);
  const texts = [...new Set(cells.filter((cell) => !missing(cell)).map(String))].sort();
  const numeric = texts.every((text) => Number.isFinite(Number(text)));
  return cells.map((cell) => (missing(cell) ? null : numeric ? Number(cell) : texts.indexOf(String(cell))));
}
