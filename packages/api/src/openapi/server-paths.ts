import { listOf, type Schema } from "./column-schema.ts";

/** Content in JSON whose schema is a component. */
export function json(component: string, examples?: Schema): Schema {
  const schema = { $ref: `#/components/schemas/${component}` };
  return { "application/json": examples === undefined ? { schema } : { schema, examples } };
}

const FAILURES: Readonly<Record<number, string>> = {
  400: "The request does not fit the model; the message names column and row",
  404: "There is no such model or version",
  413: "The body is over the limit",
  415: "The body is not application/json",
  500: "The model could not answer",
};

/** The answers to what cannot be predicted, in the shape of one protocol. */
export function failures(component: string): Schema {
  return Object.fromEntries(Object.entries(FAILURES).map(([status, description]) => [status, { description, content: json(component) }]));
}

const object = (properties: Schema): Schema => ({ type: "object", properties, required: Object.keys(properties) });
const text: Schema = { type: "string" };
const tensor = object({ name: text, datatype: text, shape: listOf({ type: "integer" }) });

export const COMMON_SCHEMAS: Readonly<Record<string, Schema>> = {
  Error: object({ error_code: text, message: text }),
  InferError: object({ error: text }),
  ModelMetadata: object({ name: text, versions: listOf(text), platform: text, inputs: listOf(tensor), outputs: listOf(tensor) }),
  ModelReady: object({ name: text, ready: { type: "boolean" } }),
  ServerMetadata: object({ name: text, version: text, extensions: listOf(text) }),
  Live: object({ live: { type: "boolean" } }),
  Ready: object({ ready: { type: "boolean" } }),
};

function get(operationId: string, tag: string, summary: string, content: Schema): Schema {
  return { get: { operationId, summary, tags: [tag], responses: { 200: { description: summary, content } } } };
}

const plain = (type: string): Schema => ({ [type]: { schema: text } });

/** What every server answers, whatever its models. */
export const SERVER_PATHS: Readonly<Record<string, Schema>> = {
  "/ping": get("ping", "MLflow", "Answers while the server runs", { "application/json": {} }),
  "/health": get("health", "MLflow", "Answers while the server runs", { "application/json": {} }),
  "/version": get("version", "MLflow", "Version of the server", plain("text/plain")),
  "/metrics": get("metrics", "Prometheus", "Requests, rows, errors and latency by version", plain("text/plain")),
  "/openapi.json": get("openapi", "OpenAPI", "This document", { "application/json": { schema: { type: "object" } } }),
  "/v2": get("server-metadata", "Open Inference Protocol", "Name and version of the server", json("ServerMetadata")),
  "/v2/health/live": get("live", "Open Inference Protocol", "Whether the server runs", json("Live")),
  "/v2/health/ready": get("server-ready", "Open Inference Protocol", "Whether every model answers", json("Ready")),
};
