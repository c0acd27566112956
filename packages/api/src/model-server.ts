import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { ConfigError, type TrackingConfig } from "@mlops/models";
import fastify, { type FastifyInstance } from "fastify";
import { answerErrors } from "./answer-errors.ts";
import { predictionRoutes } from "./prediction-routes.ts";
import { parseJson } from "./protocol/parse-json.ts";
import { loadModel, type ModelSource, type ServedModel, type VersionSource } from "./served-model.ts";
import { servingMetrics } from "./serving-metrics.ts";

/** What a model server serves. */
export interface ModelServerOptions {
  /** Models by the name each is served under; at least one. The first answers `/invocations`. */
  readonly models: Readonly<Record<string, ModelSource | readonly VersionSource[]>>;
  /** Folder of the embedded registry, which `models:/…` URIs are looked up in. Default `.mlops`. */
  readonly home?: string;
  readonly trackingConfig?: Partial<TrackingConfig>;
  /** Largest body in bytes. Default 16 MB. */
  readonly bodyLimit?: number;
  /** Limit until a request has arrived whole. Default 30 000. */
  readonly requestTimeoutMs?: number;
}

/** A Fastify application: `listen`, `inject`, `close`. */
export type ModelServer = FastifyInstance;

/**
 * A server for one or many models over HTTP. Models are loaded and checked against their golden rows by `ready()` or `listen()`, which reject when one
 * does not fit, so the port opens only when every model answers.
 * @throws ConfigError `PARAMETER_INVALID` without a model
 * @example
 * let code;
 * try { createModelServer({ models: {} }); } catch (error) { code = error.code; }
 * code // => "PARAMETER_INVALID"
 */
export function createModelServer(options: ModelServerOptions): ModelServer {
  const sources = Object.entries(options.models);
  if (sources.length === 0) throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "models", detail: "it names no model" });
  const app = fastify({
    bodyLimit: options.bodyLimit ?? 16 * 2 ** 20,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (_request: unknown, body: string | Buffer) =>
    parseJson(String(body)),
  );
  app.addHook("onRequest", async (request, reply) => void reply.header("x-request-id", request.id));
  answerErrors(app);
  const home = resolve(options.home ?? ".mlops");
  const context = { home, ...(options.trackingConfig === undefined ? {} : { trackingConfig: options.trackingConfig }) };
  app.register(async (scope) => {
    const models = new Map<string, ServedModel>();
    for (const [name, source] of sources) models.set(name, await loadModel(name, source, context));
    predictionRoutes(scope, models, servingMetrics(models));
  });
  return app;
}
