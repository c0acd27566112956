import { basename, resolve } from "node:path";
import {
  ConfigError,
  DataError,
  DriftDetector,
  type DriftPart,
  type DriftResult,
  type MonitoringConfig,
  type MonitoringOptions,
  profileInFile,
  readTable,
  type TableProfile,
} from "@mlops/all";
import type { TableLike } from "@mlops/core/table";
import type { Session } from "../session.ts";
import type { DriftCommandOptions } from "./drift.ts";

export type CalendarUnit = Extract<MonitoringConfig["window"]["size"], string>;

/** A table, or the profile that stands for it. */
export type Side = TableLike | TableProfile;

export const isProfile = (side: Side): side is TableProfile => "version" in side;

/** The monitoring settings that the options of the command line are. */
export function monitoringOptions(options: DriftCommandOptions): MonitoringOptions {
  const { categorical, numerical, critical, share, alpha, timestamp, window } = options;
  return {
    ...(categorical === undefined ? {} : { categoricalFeatures: [...categorical] }),
    ...(numerical === undefined ? {} : { numericalFeatures: [...numerical] }),
    ...(critical === undefined ? {} : { criticalFeatures: [...critical] }),
    ...(share === undefined ? {} : { driftShare: share }),
    ...(alpha === undefined ? {} : { alpha }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(window === undefined ? {} : { window: { size: window as CalendarUnit } }),
  };
}

/** Two sides compared, with what they are called. */
export interface Compared {
  readonly reference: Side;
  readonly current: Side;
  readonly names: readonly [reference: string, current: string];
  readonly result: DriftResult;
  /** Of the current rows, where a timestamp is named. */
  readonly windows: readonly DriftPart[];
}

/**
 * Reads both sides, tables or saved profiles, and compares them.
 * @throws DataError `FILE_UNREADABLE`, `FILE_MALFORMED`, `COLUMN_MISSING`; ConfigError `USAGE_INVALID` for windows of a profile
 */
export async function compareSides(session: Session, files: readonly [string, string], options: DriftCommandOptions): Promise<Compared> {
  const [reference, current] = [await sideIn(session, files[0], options), await sideIn(session, files[1], options)];
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  const detector = new DriftDetector({ ...monitoringOptions(options), ...seed });
  const names = [basename(files[0]), basename(files[1])] as const;
  const { timestamp } = options;
  if (isProfile(current) && (timestamp !== undefined || options.window !== undefined))
    throw new ConfigError({
      code: "USAGE_INVALID",
      detail: `--${timestamp === undefined ? "window" : "timestamp"} needs rows, and ${names[1]} is a profile`,
      hint: "leave it out, or give the table",
    });
  const result =
    isProfile(reference) || isProfile(current)
      ? detector.detectDrift(reference, current)
      : await detector.detectDriftAsync(reference, current, { signal: session.signal });
  const windows = timestamp === undefined || isProfile(current) ? [] : detector.detectDriftByWindow(reference, current, {});
  return { reference, current, names, result, windows };
}

/** What a file holds, without the columns that are left out. */
export async function sideIn(
  { home, signal }: Session,
  file: string,
  { exclude = [] }: Pick<DriftCommandOptions, "exclude">,
): Promise<Side> {
  const profile = await profileInFile(resolve(file));
  const left = (names: readonly string[]): string[] => names.filter((name) => !exclude.includes(name));
  if (profile === undefined) {
    const table = await readTable(file, { home, signal });
    if (table.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", message: `${file} has no rows` });
    return exclude.length === 0 ? table : table.select(...left(table.columnNames()));
  }
  const columns = Object.entries(profile.columns).filter(([name]) => !exclude.includes(name));
  return { ...profile, columns: Object.fromEntries(columns) };
}
