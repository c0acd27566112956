import type { Scorer, SplitRows } from "@mlops/core/scoring";

/** Rows that the model answers, with the columns of its signature. */
export type ExampleRows = SplitRows;

/** The input example in the bundle, else the first of its golden rows; undefined for a directory with neither. */
export function exampleRows({ files, goldenRows, signature }: Scorer): ExampleRows | undefined {
  const bytes = files.get("input_example.json");
  const example = bytes === undefined ? goldenRows : (JSON.parse(new TextDecoder().decode(bytes)) as SplitRows);
  if (example === null || example === undefined || !Array.isArray(example.columns) || !Array.isArray(example.data)) return undefined;
  const names = signature.inputs.map(({ name }) => name).filter((name) => example.columns.includes(name));
  const places = names.map((name) => example.columns.indexOf(name));
  const required = signature.inputs.filter((column) => column.required);
  const whole = (row: SplitRows["data"][number]) => required.every(({ name }) => (row[example.columns.indexOf(name)] ?? null) !== null);
  const data = example.data.filter(whole).slice(0, 2);
  return data.length === 0 ? undefined : { columns: names, data: data.map((row) => places.map((k) => row[k] ?? null)) };
}
