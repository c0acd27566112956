import { columnOf, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig } from "@mlops/models";
import { instantsOf } from "../windows/instants.ts";
import { type NamedWindow, windowsOf } from "../windows/windows-of.ts";
import { requireColumn } from "./monitored-tables.ts";

/** Milliseconds since 1970 UTC by row where the table has the configured timestamp. */
export function instantsIn(table: TableLike, { timestamp }: Pick<MonitoringConfig, "timestamp">): Float64Array | undefined {
  return timestamp !== undefined && table.columnNames().includes(timestamp) ? instantsOf(columnOf(table, timestamp)) : undefined;
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
