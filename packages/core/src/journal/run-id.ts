import { randomBytes } from "node:crypto";

let latest = 0;

/**
 * A new run id: the UTC time to the millisecond and six random hex digits, so ids sort by time; later ids of one process sort after earlier ones.
 */
export function newRunId(now: number = Date.now()): string {
  latest = Math.max(now, latest + 1);
  const time = new Date(latest).toISOString().replace(/[-:.Z]/g, "");
  return `${time.slice(0, 8)}-${time.slice(9)}-${randomBytes(3).toString("hex")}`;
}

export const RUN_ID = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})(\d{3})-[0-9a-f]{6}$/;

/** The time in a run id, ISO-8601 in UTC. */
export function timeOfRunId(id: string): string | undefined {
  const [, year, month, day, hour, minute, second, milli] = RUN_ID.exec(id) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`;
}
