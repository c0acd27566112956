import { columnOf, type TableLike } from "@mlops/core/table";
import { ConfigError, DataError, type WindowConfig } from "@mlops/models";

/** Rows of a table that belong together. */
export interface Part {
  /** The first instant of a window in UTC, the number of its first row, or the value of a slice. */
  readonly name: string;
  readonly rows: Uint32Array;
}

/** Windows of a table in order: of so many rows each, or of a unit of the calendar in UTC; weeks begin on Monday. Windows without a row are left out, rows without a time too. */
export function cutWindows(table: TableLike, { by, size }: WindowConfig, timestamp: string | undefined): Part[] {
  if (by === "rows") return cutByRows(table.numRows(), size);
  if (typeof size === "number" || timestamp === undefined) {
    const detail = "windows by time need a unit of the calendar as window.size and the name of the timestamp column";
    throw new ConfigError({
      code: "CONFIG_INVALID",
      detail: `monitoringConfig.window: ${detail}`,
      config: "monitoringConfig",
      paths: ["window", "timestamp"],
    });
  }
  const column = columnOf(table, timestamp);
  if (column.kind !== "timestamp")
    throw new DataError({ code: "COLUMN_TYPE", column: timestamp, actual: column.kind, expected: "timestamp" });
  const windows = new Map<number, number[]>();
  for (let row = 0; row < column.length; row++) {
    const at = column.at(row);
    if (at === undefined) continue;
    const start = startOf(at, size);
    const rows = windows.get(start);
    if (rows === undefined) windows.set(start, [row]);
    else rows.push(row);
  }
  return [...windows]
    .sort(([a], [b]) => a - b)
    .map(([start, rows]) => ({ name: new Date(start).toISOString(), rows: Uint32Array.from(rows) }));
}

function cutByRows(rows: number, size: WindowConfig["size"]): Part[] {
  if (typeof size !== "number")
    throw new ConfigError({
      code: "CONFIG_INVALID",
      detail: `monitoringConfig.window.size: "${size}" is no number of rows`,
      config: "monitoringConfig",
      paths: ["window.size"],
    });
  return Array.from({ length: Math.ceil(rows / size) }, (_, k) => ({
    name: String(k * size),
    rows: Uint32Array.from({ length: Math.min(size, rows - k * size) }, (_, i) => k * size + i),
  }));
}

function startOf(at: Date, unit: Exclude<WindowConfig["size"], number>): number {
  const start = new Date(at);
  start.setUTCMinutes(0, 0, 0);
  if (unit === "hour") return start.getTime();
  start.setUTCHours(0);
  if (unit === "week") start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7));
  if (unit === "day" || unit === "week") return start.getTime();
  start.setUTCDate(1);
  if (unit === "quarter") start.setUTCMonth(start.getUTCMonth() - (start.getUTCMonth() % 3));
  if (unit === "year") start.setUTCMonth(0);
  return start.getTime();
}
