import { columnOf, type TableLike } from "@mlops/core/table";
import { DataError, type MonitoringConfig } from "@mlops/models";
import { instantsOf } from "../windows/instants.ts";
import { type NamedWindow, windowsOf } from "../windows/windows-of.ts";
import { requireColumn } from "./monitored-tables.ts";

const DAY = 86_400_000;

/**
 * Milliseconds since 1970 UTC by row where the table has the configured timestamp.
 * @throws DataError `VALUE_INVALID` for what is no instant, and for numbers that all lie in the first day of 1970, such as years
 */
export function instantsIn(table: TableLike, { timestamp }: Pick<MonitoringConfig, "timestamp">): Float64Array | undefined {
  if (timestamp === undefined || !table.columnNames().includes(timestamp)) return undefined;
  const column = columnOf(table, timestamp);
  const instants = instantsOf(column);
  const numbers = column.kind === "numeric" || column.kind === "bigint";
  if (numbers && instants.length > 0 && instants.every((instant) => !(Math.abs(instant) >= DAY)))
    throw new DataError({
      code: "VALUE_INVALID",
      what: `the timestamp "${timestamp}"`,
      detail: "read as milliseconds since 1970, all its numbers lie in the first day of 1970",
      hint: `give dates or milliseconds; for years and other groups: window: { by: value, column: ${timestamp} }`,
    });
  return instants;
}

/**
 * The windows of a table's rows; none by time without a timestamp, none by value without the column. Rows without a timestamp are in no window of time.
 * @throws DataError `VALUE_INVALID` for what is no instant
 */
export function tableWindows(table: TableLike, config: Pick<MonitoringConfig, "timestamp" | "window">): NamedWindow[] {
  const { column } = config.window;
  const instants = instantsIn(table, config);
  const groups = column !== undefined && table.columnNames().includes(column) ? columnOf(table, column) : undefined;
  const all = Uint32Array.from({ length: table.numRows() }, (_, row) => row);
  const rows = instants === undefined ? all : all.filter((row) => !Number.isNaN(instants[row]));
  return windowsOf(rows, { instants, groups }, config.window);
}

/**
 * The configuration with the windows that a table asks for: by the values of the holdout's `groupBy` where windows are of time and no timestamp is named.
 * @throws DataError `COLUMN_MISSING` where the table lacks the timestamp or the column of the windows
 */
export function windowedConfig(config: MonitoringConfig, table: TableLike, groupBy: string | undefined): MonitoringConfig {
  const { timestamp, window } = config;
  for (const name of [timestamp, window.column]) if (name !== undefined) requireColumn(table, name);
  if (groupBy === undefined || timestamp !== undefined || window.by !== "time") return config;
  return { ...config, window: { ...window, by: "value", column: groupBy } };
}
