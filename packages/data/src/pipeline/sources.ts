import { dirname, isAbsolute, resolve } from "node:path";
import { columnMissing, type Table } from "@mlops/core/table";
import { type DataConfig, DataSource } from "@mlops/models";

/** The source with its path made absolute: paths are relative to the pipeline file, without one to the working directory. */
export function located(source: DataSource, pipelineFile: string | undefined): Exclude<DataSource, string> {
  const whole = (typeof source === "string" ? DataSource.parse({ path: source }) : source) as Exclude<DataSource, string>;
  return { ...whole, path: locate(whole.path, pipelineFile) };
}

export function locate(path: string, pipelineFile: string | undefined): string {
  return isAbsolute(path) ? path : resolve(pipelineFile === undefined ? "." : dirname(pipelineFile), path);
}

/** The columns that the configuration keeps. */
export function selectColumns(table: Table, { columns, exclude }: Pick<DataConfig, "columns" | "exclude">): Table {
  const available = table.columnNames();
  for (const name of [...(columns ?? []), ...exclude]) if (!available.includes(name)) throw columnMissing(name, available);
  if (columns === undefined && exclude.length === 0) return table;
  return table.select(...(columns ?? available).filter((name) => !exclude.includes(name))) as Table;
}
