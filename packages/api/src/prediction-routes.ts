import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { outputsOf, recordsOf, tensorsOf } from "./protocol/answers.ts";
import { checkedTable } from "./protocol/checked-table.ts";
import { datatypeOf, inferRows } from "./protocol/infer-rows.ts";
import { invocationRows } from "./protocol/invocation-rows.ts";
import { badRequest, notFound } from "./protocol/request-problem.ts";
import { type ServedModel, type ServedVersion, versionFor } from "./served-model.ts";
import type { ServingMetrics } from "./serving-metrics.ts";

interface Place {
  readonly model?: string;
  readonly version?: string;
}

const observed = new WeakMap<FastifyRequest, { served: ServedVersion; rows: number }>();

/** MLflow's scoring routes, the Open Inference Protocol's, and `/metrics`. */
export function predictionRoutes(app: FastifyInstance, models: ReadonlyMap<string, ServedModel>, metrics: ServingMetrics): void {
  const first = [...models.keys()][0] as string;
  const modelOf = (name: string): ServedModel => {
    const model = models.get(name);
    if (model === undefined) throw notFound(`there is no model "${name}"; served: ${[...models.keys()].join(", ")}`);
    return model;
  };
  const servedBy = (request: FastifyRequest): ServedVersion => {
    const { model = first, version } = request.params as Place;
    const found = modelOf(model);
    const served = version === undefined ? versionFor(found, request.id) : found.versions.find((each) => each.version === version);
    if (served === undefined) throw notFound(`model "${model}" has no version "${version}"`);
    observed.set(request, { served, rows: 0 });
    return served;
  };
  app.addHook("onResponse", async (request, reply) => {
    const seen = observed.get(request);
    if (seen !== undefined) metrics.observe(seen.served.name, seen.served.version, reply.statusCode, reply.elapsedTime / 1000, seen.rows);
  });

  const ok = async (_: FastifyRequest, reply: FastifyReply) => reply.type("application/json").send("\n");
  app.get("/ping", ok);
  app.get("/health", ok);
  app.get("/version", async (_, reply) => reply.type("text/plain").send("0.0.0"));
  app.get("/metrics", async (_, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));

  const invoke = async (request: FastifyRequest) => {
    const served = servedBy(request);
    const { signature } = served.bundle;
    const rows = invocationRows(request.body, signature);
    const predictions = recordsOf(outputsOf(served.bundle.predict(checkedTable(rows, signature))), rows.rows);
    observed.set(request, { served, rows: rows.rows });
    return { predictions };
  };
  app.post("/invocations", invoke);
  app.post("/models/:model/invocations", invoke);
  app.post("/models/:model/versions/:version/invocations", invoke);

  app.get("/v2", async () => ({ name: "mlops", version: "0.0.0", extensions: [] }));
  app.get("/v2/health/live", async () => ({ live: true }));
  app.get("/v2/health/ready", async () => ({ ready: true }));
  const infer = async (request: FastifyRequest) => {
    const served = servedBy(request);
    if (request.headers["inference-header-content-length"] !== undefined) {
      throw badRequest("this server takes data in JSON, not the binary data extension");
    }
    const { signature } = served.bundle;
    const { id = request.id, outputs: wanted, ...rows } = inferRows(request.body, signature);
    const outputs = outputsOf(served.bundle.predict(checkedTable(rows, signature)));
    observed.set(request, { served, rows: rows.rows });
    return { model_name: served.name, model_version: served.version, id, outputs: tensorsOf(outputs, signature, wanted) };
  };
  const metadata = async (request: FastifyRequest) => {
    const { model = first, version } = request.params as Place;
    const { name, versions } = modelOf(model);
    const served = version === undefined ? versions[0] : versions.find((each) => each.version === version);
    if (served === undefined) throw notFound(`model "${name}" has no version "${version}"`);
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
