import { join } from "node:path";
import type { TrackingConfig } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import type { AuthProvider } from "../http/auth-provider.ts";
import { ModelRegistry } from "./model-registry.ts";
import { mlflowRest } from "./rest.ts";
import { Tracker } from "./tracker.ts";
import type { TrackingTransport } from "./transport.ts";

/** The fields of `TrackingConfig`, all optional here, and what the process knows. */
export type TrackingOptions = Partial<TrackingConfig> & {
  /** Folder of the embedded store (`tracking.db`, `artifacts/`) and of downloaded models (`models/`). */
  readonly home: string;
  /** Instead of `token` or `username` and `password`. */
  readonly auth?: AuthProvider;
  /** Ends every request to a server. */
  readonly signal?: AbortSignal;
  /** Clock in ms. Default `Date.now`. */
  readonly now?: () => number;
};

export interface Tracking {
  readonly tracker: Tracker;
  readonly registry: ModelRegistry;
  close(): Promise<void>;
}

/**
 * Opens tracking and registry: an MLflow server when `trackingUri` is an http(s) URL, else the embedded store below `home`.
 * Nothing is sent to a server before the first call.
 * @throws TrackingError `TRACKING_UNREACHABLE` when the embedded store cannot be opened; ConfigError `PARAMETER_INVALID` for another URI
 */
export async function openTracking(options: TrackingOptions): Promise<Tracking> {
  const now = options.now ?? Date.now;
  const uri = options.trackingUri ?? "embedded";
  const registryUri = options.registryUri ?? uri;
  const transport = await openTransport(uri, options);
  const registryTransport = registryUri === uri ? transport : await openTransport(registryUri, options);
  const tracker = new Tracker(mlflowRest(transport), {
    experiment: options.experimentName ?? "Default",
    tags: options.tags ?? {},
    now,
    ...(options.runName === undefined ? {} : { runName: options.runName }),
  });
  const registry = new ModelRegistry(mlflowRest(registryTransport), tracker, join(options.home, "models"));
  return {
    tracker,
    registry,
    async close() {
      await transport.close();
      if (registryTransport !== transport) await registryTransport.close();
    },
  };
}

async function openTransport(uri: string, options: TrackingOptions): Promise<TrackingTransport> {
  if (uri === "embedded") {
    const { openEmbeddedStore } = await import("./embedded/embedded-store.ts");
    return openEmbeddedStore({ home: options.home, ...(options.now === undefined ? {} : { now: options.now }) });
  }
  if (!/^https?:\/\//i.test(uri)) {
    const detail = "it is neither embedded nor an http(s) URL";
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "trackingUri",
      detail,
      hint: "embedded, or the URL of an MLflow server",
    });
  }
  const { openHttpTransport } = await import("./http-transport.ts");
  const { signal, timeoutSeconds, retries } = options;
  const auth = await authOf(options);
  return openHttpTransport({
    url: uri,
    ...(auth === undefined ? {} : { auth }),
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(retries === undefined ? {} : { retries }),
  });
}

async function authOf(options: TrackingOptions): Promise<AuthProvider | undefined> {
  if (options.auth !== undefined) return options.auth;
  const { basicAuth, bearerToken } = await import("../http/auth-provider.ts");
  if (options.token !== undefined) return bearerToken(options.token.reveal());
  return options.username === undefined ? undefined : basicAuth(options.username, options.password?.reveal() ?? "");
}
