import { closeServer } from "./close-server.ts";
import { type Listening, listenAt } from "./listen-at.ts";
import { createModelServer, type ModelServerOptions } from "./model-server.ts";

export interface ServeModelsOptions extends ModelServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** Models that this process serves. */
export interface ModelServing extends Listening {
  /** Stops listening, answers what has arrived and writes the log. */
  close(): Promise<void>;
}

/**
 * Loads models, checks them and serves them in this process: `createModelServer`, listening.
 * @throws ConfigError `PARAMETER_INVALID`, `ADDRESS_UNAVAILABLE`; what loading a model throws
 */
export async function serveModels({ host = "127.0.0.1", port = 0, ...options }: ServeModelsOptions): Promise<ModelServing> {
  const app = createModelServer(options);
  return { ...(await listenAt(app, host, port)), close: () => closeServer(app) };
}
