import { ConfigError, type MonitoringConfig } from "@mlops/models";
import { type CalendarUnit, calendarOf, resolutionOf } from "./calendar.ts";

/** Some rows that follow each other. */
export interface RowWindow {
  /** First instant in milliseconds since 1970 UTC, or first place in the order of the rows. */
  readonly start: number;
  /** The first instant or place that is no longer in it. */
  readonly end: number;
  /** True where the rows given do not reach over the whole of it. */
  readonly partial: boolean;
  readonly rows: Uint32Array;
}

/** More windows than this are a mistake: a wrong year among the timestamps, or too small a unit. */
const MOST_WINDOWS = 20_000;

/**
 * Cuts rows into windows: every row given lies in exactly one. Windows between the first and the last that hold no row are listed too.
 * By time, the first window is partial where the rows begin after its start; the last where they end before its end, the last row
 * counting as long as the timestamps are fine (a day where all are whole days). By rows, only the last can be partial.
 * @param rows - row numbers, all dated where `instants` are given; by rows they are taken in time's order, else in the order given
 * @throws ConfigError `PARAMETER_INVALID` for more than 20 000 windows
 * @example cutWindows(Uint32Array.of(0, 1, 2), undefined, { by: "rows", size: 2 }).map((window) => window.partial) // => [false, true]
 */
export function cutWindows(rows: Uint32Array, instants: Float64Array | undefined, { by, size }: MonitoringConfig["window"]): RowWindow[] {
  if (by === "rows") return byCount(instants === undefined ? rows : inTime(rows, instants), size as number);
  return instants === undefined || rows.length === 0 ? [] : byTime(rows, instants, size as CalendarUnit);
}

function inTime(rows: Uint32Array, instants: Float64Array): Uint32Array {
  return rows.slice().sort((a, b) => (instants[a] as number) - (instants[b] as number) || a - b);
}

function byCount(rows: Uint32Array, size: number): RowWindow[] {
  const count = Math.ceil(rows.length / size);
  checkCount(count, `${size} rows`);
  return Array.from({ length: count }, (_, window) => {
    const start = window * size;
    return { start, end: start + size, partial: start + size > rows.length, rows: rows.slice(start, start + size) };
  });
}

function byTime(rows: Uint32Array, instants: Float64Array, unit: CalendarUnit): RowWindow[] {
  const calendar = calendarOf(unit);
  const spans = new Float64Array(rows.length);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const instant = instants[rows[i] as number] as number;
    spans[i] = calendar.spanOf(instant);
    first = Math.min(first, instant);
    last = Math.max(last, instant);
  }
  const origin = calendar.spanOf(first);
  const count = calendar.spanOf(last) - origin + 1;
  checkCount(count, `one ${unit}`);
  const members = Array.from({ length: count }, (): number[] => []);
  for (let i = 0; i < rows.length; i++) (members[(spans[i] as number) - origin] as number[]).push(rows[i] as number);
  const seenUntil = last + resolutionOf(Array.from(rows, (row) => instants[row] as number));
  return members.map((inside, window) => {
    const start = calendar.startOf(origin + window);
    const end = calendar.startOf(origin + window + 1);
    return { start, end, partial: first > start || seenUntil < end, rows: Uint32Array.from(inside) };
  });
}

function checkCount(count: number, size: string): void {
  if (count <= MOST_WINDOWS) return;
  throw new ConfigError({
    code: "PARAMETER_INVALID",
    parameter: "monitoringConfig.window.size",
    detail: `windows of ${size} would be ${count}, more than ${MOST_WINDOWS}`,
    hint: "take a larger size, or look for a wrong year among the timestamps",
  });
}
