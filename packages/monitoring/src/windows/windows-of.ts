import { type WindowSpan, windowLabel } from "@mlops/core/stage";
import { columnOfSeries, type Series } from "@mlops/core/table";
import { ConfigError, type MonitoringConfig } from "@mlops/models";
import type { CalendarUnit } from "./calendar.ts";
import { cutWindows, type RowWindow } from "./cut-windows.ts";

/** A window with the rows it holds. */
export interface NamedWindow extends WindowSpan {
  readonly rows: Uint32Array;
}

/** What rows are cut by. */
export interface Cut {
  /** Milliseconds since 1970 UTC by row, NaN where unknown. */
  readonly instants: Float64Array | undefined;
  /** Values by row, for windows by value. */
  readonly groups: Series | undefined;
}

/** @throws ConfigError `PARAMETER_INVALID` for a size that does not fit `by`, or windows by value without a column */
export function checkWindow({ by, size, column }: MonitoringConfig["window"]): void {
  const wrong = (parameter: string, detail: string): ConfigError =>
    new ConfigError({ code: "PARAMETER_INVALID", parameter: `monitoringConfig.window.${parameter}`, detail });
  if (by === "rows" && typeof size !== "number") throw wrong("size", `"${size}" is no number of rows`);
  if (by === "time" && typeof size === "number") throw wrong("size", `${size} is no calendar unit`);
  if (by === "value" && column === undefined) throw wrong("column", "windows by value need a column");
  if (by !== "value" && column !== undefined) throw wrong("column", `windows by ${by} take no column`);
}

/**
 * Cuts rows into windows in the configured way, each row given into at most one. By value, windows follow the values in ascending order and rows without
 * one make the last window, `(missing)`.
 * @param rows - row numbers, all dated where windows are by time
 */
export function windowsOf(rows: Uint32Array, { instants, groups }: Cut, window: MonitoringConfig["window"]): NamedWindow[] {
  if (window.by === "value") return groups === undefined ? [] : byValue(rows, groups);
  return cutWindows(rows, instants, window).map((cut) => (window.by === "rows" ? ofPlaces(cut, rows.length) : ofTime(cut, window.size)));
}

function ofPlaces({ start, end, partial, rows }: RowWindow, total: number): NamedWindow {
  return { label: `rows ${start}–${Math.min(end, total) - 1}`, start, end, partial, rows };
}

function ofTime({ start, end, partial, rows }: RowWindow, size: MonitoringConfig["window"]["size"]): NamedWindow {
  const from = new Date(start).toISOString();
  return { label: windowLabel(from, size as CalendarUnit), start: from, end: new Date(end).toISOString(), partial, rows };
}

function byValue(rows: Uint32Array, groups: Series): NamedWindow[] {
  const column = columnOfSeries(groups, "groups");
  const missing: number[] = [];
  const found = new Map<string | number | boolean, number[]>();
  for (const row of rows) {
    const value = keyOf(column.at(row));
    if (value === undefined) missing.push(row);
    else if (found.has(value)) (found.get(value) as number[]).push(row);
    else found.set(value, [row]);
  }
  const sorted = [...found].sort(([a], [b]) => (typeof a === "number" && typeof b === "number" ? a - b : a < b ? -1 : 1));
  const groupsOf: [string, number[]][] = sorted.map(([value, inside]) => [String(value), inside]);
  if (missing.length > 0) groupsOf.push(["(missing)", missing]);
  return groupsOf.map(([label, inside]) => ({ label, start: null, end: null, partial: false, rows: Uint32Array.from(inside) }));
}

function keyOf(value: unknown): string | number | boolean | undefined {
  if (value === undefined || Number.isNaN(value)) return undefined;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "bigint" ? value.toString() : (value as string | number | boolean);
}
