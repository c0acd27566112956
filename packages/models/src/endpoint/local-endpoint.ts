import * as z from "zod";
import { object, strictObject } from "../lazy-object.ts";

/** One version that an endpoint serves. */
export const LocalEndpointVersion = strictObject(() => ({
  version: z.string().describe("version as clients see it"),
  modelUri: z.string().describe("model pinned to a version: models:/name/3, models:/m-id or a folder"),
  weight: z.number().int().min(0).max(100).describe("share of the requests that name no version; 0 answers only requests that name it"),
}));
export type LocalEndpointVersion = z.output<typeof LocalEndpointVersion>;

/** One change of an endpoint that took effect or was undone. */
export const LocalEndpointChange = strictObject(() => ({
  revision: z.number().int().positive().describe("revision that the change made"),
  at: z.iso.datetime().describe("time of the change, UTC"),
  action: z.enum(["created", "candidate", "shifted", "rolled_back"]).describe("what happened"),
  versions: z.array(LocalEndpointVersion).describe("versions after the change"),
  reason: z.string().optional().describe("why it was undone"),
}));
export type LocalEndpointChange = z.output<typeof LocalEndpointChange>;

/** A local endpoint as it is wanted: `endpoints/<name>/config.json` in the home folder. A server applies each new revision while it runs. */
export const LocalEndpoint = strictObject(() => ({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "letters, digits, _ and - only"),
  revision: z.number().int().positive().describe("counts the changes; a server tells which one it serves"),
  host: z.string().default("127.0.0.1").describe("address to listen on"),
  port: z.number().int().min(0).max(65_535).default(0).describe("port; 0 takes a free one"),
  versions: z.array(LocalEndpointVersion).min(1).describe("what is served; the weights sum to 100"),
  inferenceLog: z.boolean().default(true).describe("keep requests and answers as NDJSON"),
  trackingUri: z.string().optional().describe("MLflow server that keeps the models; the embedded registry when absent"),
  history: z
    .array(LocalEndpointChange)
    .default(() => [])
    .describe("changes, the oldest first"),
}));
export type LocalEndpoint = z.output<typeof LocalEndpoint>;

/** The process that serves a local endpoint: `endpoints/<name>/server.json` beside its configuration, gone when the process ends well. */
export const LocalEndpointServer = object(() => ({
  pid: z.number().int().positive().describe("process"),
  startedAt: z.iso.datetime().describe("start of the process, UTC"),
  host: z.string().describe("address it listens on"),
  port: z.number().int().describe("port it listens on"),
  url: z.string().describe("where it answers"),
  revision: z.number().int().positive().describe("revision of the configuration that it serves"),
  refused: z
    .object({ revision: z.number().int(), code: z.string(), message: z.string() })
    .optional()
    .describe("a later revision that could not be served; the former one still is"),
}));
export type LocalEndpointServer = z.output<typeof LocalEndpointServer>;
