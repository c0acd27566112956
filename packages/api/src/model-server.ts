import { resolve } from "node:path";
import type { TrackingConfig } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import type { FastifyInstance } from "fastify";
import { InferenceLog } from "./inference-log/inference-log.ts";
import { loadModel, type ModelSource, type VersionSource } from "./served-model.ts";
import { ServedModels } from "./served-models.ts";
import { type ServerLimits, serverApp } from "./server-app.ts";
import { servingMetrics } from "./serving-metrics.ts";

/** What a model server serves. */
export interface ModelServerOptions extends ServerLimits {
  /** Models by the name each is served under; at least one. The first answers `/invocations`. */
  readonly models: Readonly<Record<string, ModelSource | readonly VersionSource[]>>;
  /** Folder of the embedded registry, which `models:/…` URIs are looked up in. Default `.mlops`. */
  readonly home?: string;
  readonly trackingConfig?: Partial<TrackingConfig>;
  /** Keep requests and answers as NDJSON below `home`. Default false. */
  readonly inferenceLog?: boolean;
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
  const home = resolve(options.home ?? ".mlops");
  const context = { home, ...(options.trackingConfig === undefined ? {} : { trackingConfig: options.trackingConfig }) };
  const served = new ServedModels();
  const metrics = servingMetrics();
  const log = options.inferenceLog ? new InferenceLog({ home, ...metrics }) : undefined;
  const app = serverApp({ served, metrics, ...(log === undefined ? {} : { log: (request) => log.add(request) }) }, options);
  app.register(async () => {
    const models = await Promise.all(sources.map(([name, source]) => loadModel(name, source, context)));
    served.replace(models);
    metrics.serving(models);
  });
  app.addHook("onClose", async () => log?.close());
  return app;
}
