import * as z from "zod";
import { object } from "../lazy-object.ts";

/** One version of a registered model. Ids and versions are strings, whatever the server sends. */
export const ModelVersion = object(() => ({
  name: z.string().describe("registered model, `catalog.schema.name` in Unity Catalog"),
  version: z.string().describe("version, counted from 1"),
  status: z.enum(["READY", "PENDING_REGISTRATION", "FAILED_REGISTRATION"]).default("READY").describe("state of the registration"),
  modelId: z.string().optional().describe("logged model it was made from"),
  runId: z.string().optional().describe("run that trained it"),
  source: z.string().optional().describe("where its files are"),
  description: z.string().default("").describe("free text"),
  aliases: z
    .array(z.string())
    .default(() => [])
    .describe("names such as champion and challenger"),
  tags: z
    .record(z.string(), z.string())
    .default(() => ({}))
    .describe("free labels"),
  createdAt: z.iso.datetime().optional().describe("creation, UTC"),
  updatedAt: z.iso.datetime().optional().describe("last change, UTC"),
}));
export type ModelVersion = z.output<typeof ModelVersion>;
