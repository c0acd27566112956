import { invalid } from "./api-error.ts";
import type { Fields } from "./fields.ts";

const CONDITIONS: Readonly<Record<string, string>> = {
  ACTIVE_ONLY: "t.lifecycle_stage = 'active'",
  DELETED_ONLY: "t.lifecycle_stage = 'deleted'",
  ALL: "1",
};
const BY_NUMBER = ["", "ACTIVE_ONLY", "DELETED_ONLY", "ALL"];

/** The condition of a `ViewType` field: its name or its protobuf number; active rows where it is absent. */
export function lifecycleCondition(fields: Fields, name: string): string {
  const given = fields[name] ?? "ACTIVE_ONLY";
  const condition = CONDITIONS[typeof given === "number" ? (BY_NUMBER[given] ?? "") : String(given)];
  if (condition === undefined) throw invalid(`${name} must be ACTIVE_ONLY, DELETED_ONLY or ALL`);
  return condition;
}
