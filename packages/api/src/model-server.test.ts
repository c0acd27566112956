import { deflateSync, gzipSync } from "node:zlib";
import { bundleFiles, readBundle } from "@mlops/core/bundle";
import { GraphBuilder, rawInput, regressionOutput, type SignatureColumn } from "@mlops/core/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, createModelServer, type ModelServer } from "./index.ts";

async function twice(golden = 6) {
  const graph = new GraphBuilder("twice");
  const column: SignatureColumn = { name: "x", type: "double", required: true };
  const { name } = rawInput(graph, column, true);
  const two = graph.constant({ type: "double", shape: [1, 1], data: [2] });
  const outputs = regressionOutput(graph, graph.node("Mul", [name, two]));
  return readBundle(
    bundleFiles({
      graph: graph.build({ producer: "mlops", producerVersion: "0.0.0" }),
      signature: { inputs: [column], outputs },
      inputExample: { columns: ["x"], data: [[1]] },
      goldenRows: { columns: ["x"], data: [[3]], outputs: { prediction: [golden] }, tolerance: 1e-12 },
      metadata: { task: "regression", estimator: "linear", target: "y", features: ["x"], versions: { core: "0.0.0" } },
    }),
  );
}

let app: ModelServer;
beforeAll(async () => {
  app = createModelServer({ models: { twice: await twice() }, bodyLimit: 1000 });
  await app.ready();
});
afterAll(() => app.close());

const post = (url: string, payload: string | object, type = "application/json") =>
  app.inject({
    method: "POST",
    url,
    headers: { "content-type": type },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  });

test("a server without a model is a configuration error", () => {
  expect(() => createModelServer({ models: {} })).toThrow(ConfigError);
});

test("a model whose golden rows differ is not served", async () => {
  const server = createModelServer({ models: { twice: await twice(7) } });
  await expect(server.ready()).rejects.toMatchObject({ code: "BUNDLE_INVALID" });
});

test.each([
  [{ dataframe_split: { columns: ["x"], data: [[1], [2.5]] } }],
  [{ dataframe_records: [{ x: 1, other: "ignored" }, { x: 2.5 }] }],
  [{ instances: [[1], [2.5]] }],
  [{ inputs: { x: [1, 2.5] } }],
])("answers %j", async (body) => {
  for (const url of ["/invocations", "/models/twice/invocations"]) {
    expect((await post(url, body)).json()).toEqual({ predictions: [{ prediction: 2 }, { prediction: 5 }] });
  }
});

test.each<[string, string | object, number, string, string]>([
  ["null in a required column", { dataframe_records: [{ x: 1 }, { x: null }] }, 400, "BAD_REQUEST", 'column "x" is null in row 1'],
  ["another type", { instances: [["a"]] }, 400, "BAD_REQUEST", 'column "x" holds "a" in row 0, the model takes double'],
  ["a missing column", { dataframe_records: [{ y: 1 }] }, 400, "INVALID_PARAMETER_VALUE", 'misses column "x"'],
  ["two forms", { inputs: { x: [1] }, instances: [[1]] }, 400, "BAD_REQUEST", "exactly one of"],
  ["params", { instances: [[1]], params: { a: 1 } }, 400, "BAD_REQUEST", "takes no params"],
  ["NaN in a required column", '{"instances": [[1], [NaN]]}', 400, "BAD_REQUEST", 'column "x" is null in row 1'],
  ["Infinity", '{"instances": [[Infinity]]}', 400, "BAD_REQUEST", "at position"],
  ["a cut body", '{"instances": [[1]', 400, "BAD_REQUEST", "at position 18"],
  ["a body over the limit", { instances: new Array(500).fill([1]) }, 413, "BAD_REQUEST", "larger than 1000 bytes"],
  ["an empty body", "", 400, "BAD_REQUEST", "at position 0"],
  ["rows of other lengths", { dataframe_split: { columns: ["x"], data: [[1], [1, 2]] } }, 400, "BAD_REQUEST", "2 values in row 1, not 1"],
  ["a column given twice", { dataframe_split: { columns: ["x", "x"], data: [[1, 2]] } }, 400, "BAD_REQUEST", 'column "x" is given twice'],
  ["a number out of range", '{"instances": [[1], [1e999]]}', 400, "BAD_REQUEST", 'column "x" holds Infinity in row 1'],
])("%s", async (_, body, status, code, message) => {
  const response = await post("/invocations", body);
  expect(response.statusCode).toBe(status);
  expect(response.json()).toEqual({ error_code: code, message: expect.stringContaining(message) });
});

test("columns that the model does not have are ignored by MLflow's protocol, and refused by the other", async () => {
  const columns = await post("/invocations", { dataframe_split: { columns: ["extra", "x"], data: [["a", 1]] } });
  expect(columns.json()).toEqual({ predictions: [{ prediction: 2 }] });
  const tensors = ["x", "extra"].map((name) => ({ name, shape: [1], datatype: "FP64", data: [1] }));
  const refused = await post("/v2/models/twice/infer", { inputs: tensors });
  expect([refused.statusCode, refused.json()]).toEqual([400, { error: 'input "extra" is not in the model\'s signature: x' }]);
  const missing = await post("/v2/models/twice/infer", { inputs: [] });
  expect([missing.statusCode, missing.json()]).toEqual([400, { error: "inputs must be a list of tensors, one per column" }]);
  const binary = { name: "x", shape: [1], datatype: "FP64", parameters: { binary_data_size: 8 } };
  expect((await post("/v2/models/twice/infer", { inputs: [binary] })).json()).toEqual({
    error: 'input "x" announces binary data, and there is no Inference-Header-Content-Length',
  });
});

test("wrong content type, method, path and model", async () => {
  const xml = await post("/invocations", "<x>1</x>", "application/xml");
  const only = "only application/json and, for invocations, text/csv";
  expect([xml.statusCode, xml.json().message]).toEqual([415, `the content type application/xml is not supported, ${only}`]);
  const packed = { method: "POST", url: "/invocations", headers: { "content-encoding": "br" }, payload: { instances: [[1]] } } as const;
  const brotli = await app.inject(packed);
  expect([brotli.statusCode, brotli.json().message]).toEqual([415, "the content encoding br is not supported, only gzip and deflate"]);
  const untyped = await app.inject({ ...packed, headers: {}, payload: Buffer.from('{"instances": [[1]]}') });
  expect(untyped.json()).toEqual({ predictions: [{ prediction: 2 }] });
  const wrong = await app.inject("/invocations");
  expect([wrong.statusCode, wrong.headers["allow"]]).toEqual([405, "POST"]);
  expect((await app.inject("/nowhere")).statusCode).toBe(404);
  expect((await post("/models/none/invocations", { instances: [[1]] })).json()).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
});

test("CSV: typed by the signature, quoted, with a byte order mark, lines of either kind, more columns", async () => {
  const predictions = async (text: string, type = "text/csv") => (await post("/invocations", text, type)).json();
  expect(await predictions("x\n1\n2.5\n")).toEqual({ predictions: [{ prediction: 2 }, { prediction: 5 }] });
  expect(await predictions('\ufeff"extra, one","x"\r\n"a ""b""\r\nc",1e1\r\n', "text/csv; charset=UTF-8")).toEqual({
    predictions: [{ prediction: 20 }],
  });
  expect(await predictions("x")).toEqual({ predictions: [] });
});

test.each([
  ["text for a number", "x\n1\nabc\n", 400, 'column "x" holds "abc" in row 1, the model takes double'],
  ["an infinite number", "x\ninf\n", 400, 'column "x" holds "inf" in row 0'],
  ["an empty field of a required column", "x,y\n,2\n", 400, 'column "x" is null in row 0'],
  ["NaN in a required column", "x\nNaN\n", 400, 'column "x" is null in row 0'],
  ["a row of another length", "x,y\n1,2\n1,2,3\n", 400, "the body is not CSV: Invalid Record Length"],
  ["a quote that is not closed", 'x\n"1\n', 400, "the body is not CSV: Quote Not Closed"],
  ["no header", "", 400, "the body has no header"],
  ["a column twice", "x,x\n1,2\n", 400, 'column "x" is given twice'],
  ["a missing column", "y\n1\n", 400, 'misses column "x"'],
])("CSV with %s", async (_, text, status, message) => {
  const response = await post("/invocations", text, "text/csv");
  expect([response.statusCode, response.json().message]).toEqual([status, expect.stringContaining(message)]);
});

test("bodies packed with gzip and deflate, JSON and CSV; damaged or too large ones are refused", async () => {
  const packed = (encoding: string, payload: Buffer, type = "application/json") =>
    app.inject({ method: "POST", url: "/invocations", headers: { "content-encoding": encoding, "content-type": type }, payload });
  const json = Buffer.from('{"instances": [[1]]}');
  for (const [encoding, body] of [
    ["gzip", gzipSync(json)],
    ["x-gzip", gzipSync(json)],
    ["deflate", deflateSync(json)],
  ] as const)
    expect((await packed(encoding, body)).json()).toEqual({ predictions: [{ prediction: 2 }] });
  expect((await packed("gzip", gzipSync("x\n4\n"), "text/csv")).json()).toEqual({ predictions: [{ prediction: 8 }] });
  const damaged = await packed("gzip", gzipSync(json).subarray(0, 20));
  expect([damaged.statusCode, damaged.json().message]).toEqual([400, expect.stringContaining("the body is not gzip: ")]);
  const bomb = await packed("gzip", gzipSync(Buffer.alloc(100_000, " ")));
  expect([bomb.statusCode, bomb.json().message]).toEqual([413, expect.stringContaining("larger than 1000 bytes")]);
});

test("CSV in another charset, or for the Open Inference Protocol, is refused", async () => {
  const latin = await post("/invocations", "x\n1\n", "text/csv; charset=iso-8859-1");
  expect([latin.statusCode, latin.json().message]).toEqual([415, "the charset iso-8859-1 is not supported, only utf-8"]);
  const tensors = await post("/v2/models/twice/infer", "x\n1\n", "text/csv");
  expect([tensors.statusCode, tensors.json()]).toEqual([400, { error: "the body must be a JSON object" }]);
});

test("the Open Inference Protocol: metadata, health, infer, errors", async () => {
  for (const url of ["/ping", "/health", "/version", "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/twice/versions/1/ready"]) {
    expect([url, (await app.inject(url)).statusCode]).toEqual([url, 200]);
  }
  expect((await app.inject("/v2/models/twice")).json()).toMatchObject({
    versions: ["1"],
    inputs: [{ name: "x", datatype: "FP64", shape: [-1] }],
  });
  const body = { id: "a", inputs: [{ name: "x", shape: [2], datatype: "FP64", data: [1, 2.5] }] };
  expect((await post("/v2/models/twice/infer", body)).json()).toEqual({
    model_name: "twice",
    model_version: "1",
    id: "a",
    outputs: [{ name: "prediction", datatype: "FP64", shape: [2], data: [2, 5] }],
  });
  const cut = await post("/v2/models/twice/infer", { inputs: [{ name: "x", shape: [3], datatype: "FP64", data: [1] }] });
  expect([cut.statusCode, cut.json()]).toEqual([400, { error: 'input "x" has 1 values, its shape says [3]' }]);
});

test("tensors as binary data, both ways", async () => {
  const infer = (json: object, bytes: Buffer, length?: number | string) => {
    const text = Buffer.from(JSON.stringify(json));
    const headers = { "inference-header-content-length": String(length ?? text.length), "content-type": "application/octet-stream" };
    return app.inject({ method: "POST", url: "/v2/models/twice/infer", headers, payload: Buffer.concat([text, bytes]) });
  };
  const x = { name: "x", shape: [2], datatype: "FP64", parameters: { binary_data_size: 16 } };
  const values = Buffer.from(Float64Array.of(1, 2.5).buffer);
  const answer = await infer({ id: "b", inputs: [x], parameters: { binary_data_output: true } }, values);
  const end = Number(answer.headers["inference-header-content-length"]);
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "application/octet-stream"]);
  expect(JSON.parse(answer.rawPayload.toString("utf8", 0, end))).toEqual({
    model_name: "twice",
    model_version: "1",
    id: "b",
    outputs: [{ name: "prediction", datatype: "FP64", shape: [2], parameters: { binary_data_size: 16 } }],
  });
  expect(answer.rawPayload.subarray(end)).toEqual(Buffer.from(Float64Array.of(2, 5).buffer));
  const inJson = await infer({ inputs: [x], outputs: [{ name: "prediction", parameters: { binary_data: false } }] }, values);
  expect(inJson.json()).toMatchObject({ outputs: [{ data: [2, 5] }] });

  const told = async (...given: Parameters<typeof infer>) => {
    const response = await infer(...given);
    return [response.statusCode, response.json<{ error: string }>().error];
  };
  expect(await told({ inputs: [x] }, values.subarray(8))).toEqual([400, 'input "x" has 16 bytes, 8 are left in the body']);
  expect(await told({ inputs: [{ ...x, shape: [3] }] }, values)).toEqual([400, 'input "x" has 2 values, its shape says [3]']);
  expect(await told({ inputs: [x] }, Buffer.concat([values, values]))).toEqual([400, "the body has 16 bytes behind its last tensor"]);
  expect(await told({ inputs: [x] }, values, 1000)).toEqual([
    400,
    expect.stringMatching(/^Inference-Header-Content-Length is 1000, the body has/),
  ]);
  expect(await told({ inputs: [x] }, values, "x")).toEqual([400, expect.stringContaining("Inference-Header-Content-Length is x")]);
  const missing = Buffer.from(Float64Array.of(1, Number.NaN).buffer);
  expect(await told({ inputs: [x] }, missing)).toEqual([400, 'column "x" is null in row 1, and the model requires a value (double)']);
  const whole = { name: "x", shape: [1], datatype: "UINT64", parameters: { binary_data_size: 8 } };
  expect(await told({ inputs: [whole] }, Buffer.alloc(8, 255))).toEqual([
    400,
    'column "x" holds 18446744073709551615 in row 0, the model takes double',
  ]);
});

test("weights share the requests, the same id goes to the same version", async () => {
  const bundle = await twice();
  const versions = [
    { version: "1", model: bundle, weight: 90 },
    { version: "2", model: bundle, weight: 10 },
    { version: "3", model: bundle, weight: 0 },
  ];
  const server = createModelServer({ models: { twice: versions } });
  const seen: Record<string, number> = {};
  for (let i = 0; i < 1000; i++) {
    const payload = { inputs: [{ name: "x", shape: [1], datatype: "FP64", data: [1] }] };
    const answer = await server.inject({ method: "POST", url: "/v2/models/twice/infer", headers: { "x-request-id": `r${i}` }, payload });
    const { model_version: version } = answer.json<{ model_version: string }>();
    seen[version] = (seen[version] ?? 0) + 1;
  }
  await server.close();
  expect(Object.keys(seen)).toEqual(["1", "2"]);
  expect(Math.abs((seen["2"] as number) - 100)).toBeLessThan(40);
});

test("metrics count requests, rows and errors", async () => {
  const { body } = await app.inject("/metrics");
  expect(body).toMatch(/mlops_requests_total\{model="twice",version="1",status="200"\} \d+/);
  expect(body).toMatch(/mlops_rows_total\{model="twice",version="1"\} \d+/);
  expect(body).toMatch(/mlops_request_errors_total\{model="twice",version="1",status="400"\} \d+/);
});
