import { readBundle } from "@mlops/core/bundle";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleBundle, sampleSpec } from "../__fixtures__/sample-model.ts";
import { createModelServer, type ModelServer } from "../index.ts";
import { exampleRows } from "./example-rows.ts";

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Document = Record<string, any>;

const NAME = "churn 2/ü";
let app: ModelServer;
let document: Document;
beforeAll(async () => {
  const [one, two] = [await sampleBundle(), await sampleBundle(3)];
  const versions = [
    { version: "3", model: one, weight: 100 },
    { version: "4 b", model: two, weight: 0 },
  ];
  app = createModelServer({ models: { [NAME]: versions, other: one } });
  document = (await app.inject("/openapi.json")).json();
});
afterAll(() => app.close());

const post = (url: string, payload: object) => app.inject({ method: "POST", url, payload });
/** What the schema of an operation's request or of its answer 200 says of a value. */
function fits(path: string, part: "request" | "answer", value: unknown): boolean {
  const operation = document["paths"][path].post;
  const { content } = part === "request" ? operation.requestBody : operation.responses[200];
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "doc", ...document });
  return ajv.validate({ $ref: `doc${content["application/json"].schema.$ref}` }, value) as boolean;
}

describe("/openapi.json", () => {
  it("is OpenAPI 3.1 by its official schema", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect([valid, errors]).toEqual([true, undefined]);
    expect(validator.version).toBe("3.1");
  });

  it("names every operation once", () => {
    const ids = Object.values(document["paths"] as Document).flatMap((item) =>
      Object.values(item as Document).map((one) => one["operationId"]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes paths that exist, with examples that are answered as it says", async () => {
    const answered: string[] = [];
    for (const [path, item] of Object.entries(document["paths"] as Document)) {
      if (item.get) expect([path, (await app.inject(path)).statusCode]).toEqual([path, 200]);
      if (!item.post) continue;
      const csv: string | undefined = item.post.requestBody.content["text/csv"]?.example;
      if (csv !== undefined) {
        const headers = { "content-type": "text/csv" };
        const response = await app.inject({ method: "POST", url: path, headers, payload: csv });
        const json = await post(path, Object.values(item.post.requestBody.content["application/json"].examples as Document)[0].value);
        expect([path, response.statusCode, response.json()]).toEqual([path, 200, json.json()]);
      }
      for (const [name, { value }] of Object.entries(item.post.requestBody.content["application/json"].examples as Document)) {
        const response = await post(path, value);
        expect([path, name, response.statusCode]).toEqual([path, name, 200]);
        expect([path, name, fits(path, "request", value), fits(path, "answer", response.json())]).toEqual([path, name, true, true]);
        answered.push(name);
      }
    }
    expect(answered).toHaveLength(4 * 6 + 5);
  });

  it.each([
    { dataframe_records: [{ plan: "pro" }] },
    { dataframe_records: [{ x: null }] },
    { dataframe_records: [{ x: "1" }] },
    { dataframe_records: [{ x: 1, visits: 1.5 }] },
    { dataframe_split: { columns: ["x"] } },
    { inputs: { plan: ["pro"] } },
    { instances: [[1]] },
    { instances: [{ x: 1 }], params: { a: 1 } },
    { instances: [{ x: 1 }], inputs: { x: [1] } },
    {},
  ])("refuses what the server refuses: %j", async (body) => {
    expect((await post("/invocations", body)).statusCode).toBe(400);
    expect(fits("/invocations", "request", body)).toBe(false);
  });

  it("has no example for a model that brings none", async () => {
    const spec = sampleSpec();
    const graph = await readBundle(
      new Map([
        ["MLmodel", new TextEncoder().encode("flavors:\n  onnx:\n    data: model.onnx\n")],
        ["model.onnx", spec.graph],
      ]),
    );
    expect(exampleRows(graph)).toBeUndefined();
    const server = createModelServer({ models: { plain: graph } });
    const made = (await server.inject("/openapi.json")).json<Document>();
    await server.close();
    expect(made["paths"]["/invocations"].post.requestBody.content["application/json"].examples).toBeUndefined();
  });
});
