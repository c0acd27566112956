import { ConfigError } from "@mlops/models/errors";

/** Throws `ConfigError` `PARAMETER_INVALID` unless `holds`; `range` says what is allowed. */
export function requireParameter(holds: boolean, parameter: string, value: unknown, range: string): void {
  if (holds) return;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter, detail: `${String(value)} is not ${range}`, value, hint: `give ${range}` });
}

/** True for an integer of at least `least`. */
export function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
