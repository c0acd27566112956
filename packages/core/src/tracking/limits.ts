import { TrackingError } from "@mlops/models/errors";

/** MLflow's limits. Servers cut longer values off without a word, so they are refused before anything is sent. */
export const LIMITS = { metricsPerBatch: 1000, paramsPerBatch: 100, tagsPerBatch: 100, paramValue: 6000, tagValue: 8000 } as const;

/** A param's value: what is not text is written as JSON (numbers and booleans as they print). */
export type ParamValue = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown };

export function paramText(value: ParamValue): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** @throws TrackingError `TRACKING_INVALID` for a value that is too long */
export function checkedPairs(kind: "param" | "tag", record: Readonly<Record<string, ParamValue>>): { key: string; value: string }[] {
  const limit = kind === "param" ? LIMITS.paramValue : LIMITS.tagValue;
  return Object.entries(record).map(([key, given]) => {
    const value = paramText(given);
    if (value.length > limit) {
      const detail = `the value of ${kind} "${key}" has ${value.length} characters, at most ${limit} are kept`;
      throw new TrackingError({ code: "TRACKING_INVALID", detail, [kind]: key, hint: "log it as an artifact" });
    }
    return { key, value };
  });
}

export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
