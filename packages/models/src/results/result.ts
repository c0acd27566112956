import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { statusSchema } from "./status.ts";

/** An instant with its zone, normalised to UTC; a `Date` is taken too. */
export const timestampSchema = z
  .union([z.iso.datetime({ offset: true }), z.date()])
  .transform((value) => (typeof value === "string" && value.endsWith("Z") ? value : new Date(value).toISOString()));

/**
 * What every operation gives back.
 * @example Result.parse({ status: "success" }).details // => {}
 */
export const Result = strictObject(() => ({
  status: statusSchema.describe("how it ended"),
  message: z.string().default("").describe("one sentence for a person"),
  timestamp: timestampSchema.default(() => new Date().toISOString()).describe("when, ISO-8601 in UTC"),
  details: z
    .record(z.string(), z.json())
    .default(() => ({}))
    .describe("everything else, JSON-safe"),
}));
export type Result = z.output<typeof Result>;
