import { ConfigError, MLOpsError } from "@mlops/models";

/** What a model server serves and where. */
export interface ModelServerOptions {
  /** Model URIs (`models:/name@champion`, a bundle's folder, …) by the name each is served under; at least one. */
  readonly models: Readonly<Record<string, string>>;
}

/** The part of a Fastify application that starting and stopping needs. */
export interface ModelServer {
  /** Starts to listen and gives the address. */
  listen(options: { readonly port: number; readonly host?: string }): Promise<string>;
  close(): Promise<void>;
}

/**
 * A server for one or many models over HTTP. Not built yet: it checks its options and throws.
 * @throws ConfigError `PARAMETER_INVALID` without a model
 * @throws MLOpsError `NOT_SUPPORTED`
 * @example
 * let code;
 * try { createModelServer({ models: { churn: "models:/churn@champion" } }); } catch (error) { code = error.code; }
 * code // => "NOT_SUPPORTED"
 */
export function createModelServer(options: ModelServerOptions): ModelServer {
  if (Object.keys(options.models).length === 0) {
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "models", detail: "it names no model" });
  }
  throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "serving models over HTTP" });
}
