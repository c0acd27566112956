import { mainVersion, type ServedModel, type ServedVersion } from "../served-model.ts";
import { VERSION } from "../version.ts";
import type { Schema } from "./column-schema.ts";
import { type ExampleRows, exampleRows } from "./example-rows.ts";
import { inferExamples, inferenceSchema, inferSchema } from "./infer-schema.ts";
import { invocationExamples, invocationSchema, predictionsSchema } from "./invocation-schema.ts";
import { COMMON_SCHEMAS, failures, json, SERVER_PATHS } from "./server-paths.ts";

/** The OpenAPI 3.1 description of a server: requests and answers of each version from its signature, with the bundle's own example. */
export function openApiDocument(models: readonly ServedModel[]): Schema {
  const schemas: Record<string, Schema> = { ...COMMON_SCHEMAS };
  const paths: Record<string, Schema> = { ...SERVER_PATHS };
  models.forEach((model, place) => {
    const main = mainVersion(model);
    const name = encodeURIComponent(model.name);
    const versions = model.versions.map((served) => [served, componentKeys(served, schemas)] as const);
    const ofMain = versions.find(([served]) => served === main)?.[1] as ComponentKeys;
    const about = `by a version of ${model.name} that its share of the traffic chooses`;
    if (place === 0) paths["/invocations"] = invoke(main, ofMain, "invoke", `Predictions ${about}`);
    paths[`/models/${name}/invocations`] = invoke(main, ofMain, `invoke-${name}`, `Predictions ${about}`);
    paths[`/v2/models/${name}`] = metadata(`metadata-${name}`, model.name);
    paths[`/v2/models/${name}/ready`] = ready(`ready-${name}`, model.name);
    paths[`/v2/models/${name}/infer`] = infer(main, ofMain, `infer-${name}`, `Inference ${about}`);
    for (const [served, keys] of versions) {
      const version = encodeURIComponent(served.version);
      const called = `version ${served.version} of ${model.name}`;
      paths[`/models/${name}/versions/${version}/invocations`] = invoke(served, keys, `invoke-${keys.id}`, `Predictions by ${called}`);
      paths[`/v2/models/${name}/versions/${version}`] = metadata(`metadata-${keys.id}`, called);
      paths[`/v2/models/${name}/versions/${version}/ready`] = ready(`ready-${keys.id}`, called);
      paths[`/v2/models/${name}/versions/${version}/infer`] = infer(served, keys, `infer-${keys.id}`, `Inference by ${called}`);
    }
  });
  const title = models.map(({ name }) => name).join(", ");
  return { openapi: "3.1.0", info: { title: `Predictions by ${title}`, version: VERSION }, paths, components: { schemas } };
}

interface ComponentKeys {
  readonly id: string;
  readonly request: string;
  readonly answer: string;
  readonly infer: string;
  readonly inference: string;
}

/** Adds the schemas of a version under names that OpenAPI allows and that no other version has. */
function componentKeys({ name, version, bundle }: ServedVersion, schemas: Record<string, Schema>): ComponentKeys {
  const plain = `${name}-${version}`.replace(/[^\w.-]/g, "_");
  let id = plain;
  for (let k = 2; `${id}.Request` in schemas; k++) id = `${plain}_${k}`;
  const keys = { id, request: `${id}.Request`, answer: `${id}.Predictions`, infer: `${id}.InferRequest`, inference: `${id}.InferResponse` };
  schemas[keys.request] = invocationSchema(bundle.signature);
  schemas[keys.answer] = predictionsSchema(bundle.signature);
  schemas[keys.infer] = inferSchema(bundle.signature);
  schemas[keys.inference] = inferenceSchema(bundle.signature);
  return keys;
}

function invoke({ bundle }: ServedVersion, keys: ComponentKeys, operationId: string, summary: string): Schema {
  const rows = exampleRows(bundle);
  const examples = rows === undefined ? undefined : invocationExamples(rows);
  return {
    post: {
      operationId,
      summary,
      tags: ["MLflow"],
      requestBody: { required: true, content: { ...json(keys.request, examples), "text/csv": csvContent(rows) } },
      responses: { 200: { description: "One object per row", content: json(keys.answer) }, ...failures("Error") },
    },
  };
}

/** The example as CSV with a header; numbers and booleans are read by the signature, an empty field is a missing value. */
function csvContent(rows: ExampleRows | undefined): Schema {
  const schema = { type: "string" };
  if (rows === undefined) return { schema };
  const field = (value: unknown): string => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [rows.columns, ...rows.data].map((row) => `${row.map(field).join(",")}\n`);
  return { schema, example: lines.join("") };
}

function infer({ bundle }: ServedVersion, keys: ComponentKeys, operationId: string, summary: string): Schema {
  const rows = exampleRows(bundle);
  const examples = rows === undefined ? undefined : inferExamples(rows, bundle.signature);
  return {
    post: {
      operationId,
      summary,
      description: "Tensors may follow the JSON as binary data: Inference-Header-Content-Length is the length of the JSON then.",
      tags: ["Open Inference Protocol"],
      requestBody: { required: true, content: { ...json(keys.infer, examples), "application/octet-stream": {} } },
      responses: { 200: { description: "One tensor per output", content: json(keys.inference) }, ...failures("InferError") },
    },
  };
}

function metadata(operationId: string, what: string): Schema {
  const responses = { 200: { description: "Versions, inputs and outputs", content: json("ModelMetadata") } };
  return { get: { operationId, summary: `What ${what} takes and gives`, tags: ["Open Inference Protocol"], responses } };
}

function ready(operationId: string, what: string): Schema {
  const responses = { 200: { description: "It answers", content: json("ModelReady") } };
  return { get: { operationId, summary: `Whether ${what} answers`, tags: ["Open Inference Protocol"], responses } };
}
