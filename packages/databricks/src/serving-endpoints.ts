import { DatabricksError } from "@mlops/models";
import { type WaitOptions, waitFor } from "./job-runs.ts";
import type { Transport } from "./transport.ts";

/** Configuration of an endpoint in the REST API's own names; integers beyond 2^53 are bigints. */
export type EndpointConfig = Record<string, unknown>;

export interface ServingEndpoint {
  readonly name: string;
  /** READY or NOT_READY. */
  readonly ready: string;
  /** NOT_UPDATING, IN_PROGRESS, UPDATE_FAILED or UPDATE_CANCELED. */
  readonly configUpdate: string;
  readonly config: EndpointConfig;
}

export interface EndpointOptions extends WaitOptions {
  /** Wait until the new configuration serves; reject when it fails. Default true. */
  readonly wait?: boolean;
}

const WRITABLE = ["served_entities", "served_models", "traffic_config", "auto_capture_config"];
const READ_ONLY = ["creator", "creation_timestamp", "state", "model_data_plane_info"];

/** Serving endpoints of one workspace. */
export class ServingEndpoints {
  readonly #send: Transport["send"];

  constructor(send: Transport["send"]) {
    this.#send = send;
  }

  /** Rejects with DatabricksError, status 404, for an endpoint that does not exist. */
  async get(name: string, options: { signal?: AbortSignal } = {}): Promise<ServingEndpoint> {
    return endpoint(name, await this.#send({ path: route(name), ...options }));
  }

  async create(name: string, config: EndpointConfig, options: EndpointOptions = {}): Promise<ServingEndpoint> {
    const { signal } = options;
    const payload = { name, config };
    const made = await this.#send({
      method: "POST",
      path: "/api/2.0/serving-endpoints",
      payload,
      ...(signal === undefined ? {} : { signal }),
    });
    return this.#settle(endpoint(name, made), options);
  }

  /** Reads the configuration, gives it to `change`, writes what that returns; what `change` leaves stays. */
  async update(name: string, change: (config: EndpointConfig) => EndpointConfig, options: EndpointOptions = {}): Promise<ServingEndpoint> {
    const { signal } = options;
    const passed = signal === undefined ? {} : { signal };
    const { config } = await this.get(name, passed);
    const payload = change(writable(config));
    const changed = await this.#send({ method: "PUT", path: `${route(name)}/config`, payload, ...passed });
    return this.#settle(endpoint(name, changed), options);
  }

  async query(name: string, payload: Record<string, unknown>, options: { signal?: AbortSignal } = {}): Promise<Record<string, unknown>> {
    return this.#send({
      method: "POST",
      path: `/serving-endpoints/${encodeURIComponent(name)}/invocations`,
      payload,
      idempotent: true,
      ...options,
    });
  }

  async #settle(made: ServingEndpoint, options: EndpointOptions): Promise<ServingEndpoint> {
    if (options.wait === false) return made;
    const passed = options.signal === undefined ? {} : { signal: options.signal };
    return waitFor(`endpoint "${made.name}"`, options, async () => {
      const seen = await this.get(made.name, passed);
      if (seen.configUpdate.startsWith("UPDATE_")) {
        const message = `endpoint "${made.name}" was not updated: ${seen.configUpdate}`;
        throw new DatabricksError({ code: "DATABRICKS_REQUEST", message, hint: "see its build logs", configUpdate: seen.configUpdate });
      }
      return seen.configUpdate === "NOT_UPDATING" && seen.ready === "READY" ? seen : undefined;
    });
  }
}

function route(name: string): string {
  return `/api/2.0/serving-endpoints/${encodeURIComponent(name)}`;
}

function endpoint(name: string, answer: Record<string, unknown>): ServingEndpoint {
  const state = (answer["state"] ?? {}) as Record<string, unknown>;
  const config = (answer["config"] ?? answer["pending_config"] ?? {}) as EndpointConfig;
  return { name, ready: String(state["ready"] ?? "NOT_READY"), configUpdate: String(state["config_update"] ?? "IN_PROGRESS"), config };
}

function writable(config: EndpointConfig): EndpointConfig {
  const kept = Object.entries(config).filter(([key]) => WRITABLE.includes(key));
  const strip = (one: unknown) =>
    Object.fromEntries(Object.entries(one as Record<string, unknown>).filter(([key]) => !READ_ONLY.includes(key)));
  return Object.fromEntries(kept.map(([key, value]) => [key, Array.isArray(value) ? value.map(strip) : value]));
}
