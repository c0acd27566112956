import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Outputs, outputsOf, recordsOf, tensorsOf } from "./protocol/answers.ts";
import { checkedTable } from "./protocol/checked-table.ts";
import { datatypeOf, inferRows } from "./protocol/infer-rows.ts";
import { invocationRows } from "./protocol/invocation-rows.ts";
import type { RequestRows } from "./protocol/request-rows.ts";
import { mainVersion, type ServedVersion } from "./served-model.ts";
import type { ServerParts } from "./server-app.ts";
import { VERSION } from "./version.ts";

interface Place {
  readonly model?: string;
  readonly version?: string;
}

/** Longest id of a request that the log takes from a client. */
const LONGEST_ID = 128;

/** What the metrics of a request need, kept on the request itself. */
const OBSERVED = "observed";
type Observed = { readonly served: ServedVersion; readonly rows: number } | null;

/** MLflow's scoring routes, the Open Inference Protocol's, and `/metrics`. */
export function predictionRoutes(app: FastifyInstance, { served: models, metrics, log }: ServerParts): void {
  app.decorateRequest(OBSERVED, null);
  const servedBy = (request: FastifyRequest, reply: FastifyReply): ServedVersion => {
    const { model, version } = request.params as Place;
    const served = models.answering(model, version, request.id);
    request.setDecorator<Observed>(OBSERVED, { served, rows: 0 });
    reply.header("x-model-version", encodeURIComponent(served.version));
    return served;
  };
  const answered = (request: FastifyRequest, served: ServedVersion, rows: RequestRows, outputs: Outputs, id = request.id): void => {
    request.setDecorator<Observed>(OBSERVED, { served, rows: rows.rows });
    if (log === undefined) return;
    const bytes = Number(request.headers["content-length"] ?? rows.rows * rows.columns.size * 16);
    log({ requestId: id.length <= LONGEST_ID ? id : request.id, time: Date.now(), served, rows, outputs, bytes });
  };
  app.addHook("onResponse", (request, reply, done) => {
    const seen = request.getDecorator<Observed>(OBSERVED);
    if (seen !== null) metrics.observe(seen.served.name, seen.served.version, reply.statusCode, reply.elapsedTime / 1000, seen.rows);
    done();
  });

  const ok = async (_: FastifyRequest, reply: FastifyReply) => reply.type("application/json").send("\n");
  app.get("/ping", ok);
  app.get("/health", ok);
  app.get("/version", async (_, reply) => reply.type("text/plain").send(VERSION));
  app.get("/metrics", async (_, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));

  const invoke = async (request: FastifyRequest, reply: FastifyReply) => {
    const served = servedBy(request, reply);
    const { signature } = served.bundle;
    const rows = invocationRows(request.body, signature);
    const outputs = outputsOf(served.bundle.score(checkedTable(rows, signature)));
    answered(request, served, rows, outputs);
    return { predictions: recordsOf(outputs, rows.rows) };
  };
  app.post("/invocations", invoke);
  app.post("/models/:model/invocations", invoke);
  app.post("/models/:model/versions/:version/invocations", invoke);

  app.get("/v2", async () => ({ name: "mlops", version: VERSION, extensions: ["binary_tensor_data"] }));
  app.get("/v2/health/live", async () => ({ live: true }));
  app.get("/v2/health/ready", async () => ({ ready: true }));
  const infer = async (request: FastifyRequest, reply: FastifyReply) => {
    const served = servedBy(request, reply);
    const { signature } = served.bundle;
    const { id = request.id, outputs: wanted, ...rows } = inferRows(request.body, signature);
    const outputs = outputsOf(served.bundle.score(checkedTable(rows, signature)));
    answered(request, served, rows, outputs, id);
    const { tensors, bytes } = tensorsOf(outputs, signature, wanted);
    const answer = { model_name: served.name, model_version: served.version, id, outputs: tensors };
    if (bytes.length === 0) return answer;
    const json = Buffer.from(JSON.stringify(answer));
    reply.header("inference-header-content-length", json.length).type("application/octet-stream");
    return Buffer.concat([json, ...bytes]);
  };
  const metadata = async (request: FastifyRequest) => {
    const { model, version } = request.params as Place;
    const found = models.model(model);
    const { name, versions } = found;
    const served = version === undefined ? mainVersion(found) : models.version(model, version);
    const tensors = (columns: typeof served.bundle.signature.inputs) =>
      columns.map((column) => ({ name: column.name, datatype: datatypeOf(column), shape: [-1] }));
    const { inputs, outputs } = served.bundle.signature;
    return {
      name,
      versions: versions.map((each) => each.version),
      platform: "onnx_onnxv1",
      inputs: tensors(inputs),
      outputs: tensors(outputs),
    };
  };
  for (const path of ["/v2/models/:model", "/v2/models/:model/versions/:version"]) {
    app.get(path, metadata);
    app.get(`${path}/ready`, async (request) => ({ name: (await metadata(request)).name, ready: true }));
    app.post(`${path}/infer`, infer);
  }
}
