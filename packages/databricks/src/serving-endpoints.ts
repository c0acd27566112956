import { setTimeout as pause } from "node:timers/promises";
import { DatabricksError, TimeoutError } from "@mlops/models";
import { type EndpointConfig, sameModels, servedEntities, serves, writable } from "./endpoint-config.ts";
import { type WaitOptions, waitFor } from "./job-runs.ts";
import type { Transport } from "./transport.ts";

export interface ServingEndpoint {
  readonly name: string;
  /** READY or NOT_READY. */
  readonly ready: string;
  /** NOT_UPDATING, IN_PROGRESS, UPDATE_FAILED or UPDATE_CANCELED. */
  readonly configUpdate: string;
  /** What is served; before the first configuration serves, what is to be. */
  readonly config: EndpointConfig;
}

export interface EndpointOptions extends WaitOptions {
  /** Wait until the new configuration serves; reject when it fails. Default true. */
  readonly wait?: boolean;
}

/** Logs that come with the error of a failed update, at most this much of each. */
const LOG_TAIL = 4000;

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

  /** As `get`, undefined where there is no such endpoint. */
  async find(name: string, options: { signal?: AbortSignal } = {}): Promise<ServingEndpoint | undefined> {
    return this.get(name, options).catch((error: unknown) => {
      if (DatabricksError.isInstance(error) && error.fields["status"] === 404) return undefined;
      throw error;
    });
  }

  /** Rejects with DatabricksError, status 409, for a name that is taken. A request whose answer got lost is sent again and makes no second endpoint. */
  async create(name: string, config: EndpointConfig, options: EndpointOptions = {}): Promise<ServingEndpoint> {
    const passed = options.signal === undefined ? {} : { signal: options.signal };
    const request = { method: "POST", path: "/api/2.0/serving-endpoints", payload: { name, config }, idempotent: true } as const;
    const made = await this.#send({ ...request, ...passed }).catch(async (error: unknown) => {
      if (!DatabricksError.isInstance(error) || error.fields["status"] !== 409) throw error;
      const found = await this.#send({ path: route(name), ...passed });
      if (!sameModels((found["pending_config"] ?? found["config"] ?? {}) as EndpointConfig, config)) throw error;
      return found;
    });
    return this.#settle(endpoint(name, made), config, options);
  }

  /**
   * Waits until an endpoint is ready, no longer updating and serves the versions of a configuration with their shares.
   * @throws DatabricksError with `configUpdate` and the build logs when the update failed; TimeoutError
   */
  waitUntilServes(name: string, wanted: EndpointConfig, options: WaitOptions = {}): Promise<ServingEndpoint> {
    const passed = options.signal === undefined ? {} : { signal: options.signal };
    return waitFor(`endpoint "${name}"`, options, async () => {
      const seen = await this.get(name, passed);
      if (seen.configUpdate.startsWith("UPDATE_")) throw await this.#failed(seen, wanted);
      return seen.configUpdate === "NOT_UPDATING" && seen.ready === "READY" && serves(seen.config, wanted) ? seen : undefined;
    });
  }

  /**
   * Reads the configuration, gives it to `change`, writes what that returns; what `change` leaves stays. While another update runs, waits for it and reads
   * again. With `wait`, resolves when the endpoint is ready, no longer updating and serves the versions that were written.
   * @throws DatabricksError with `configUpdate` and the build logs when the update fails: the endpoint then serves what it served before; TimeoutError
   */
  async update(
    name: string,
    change: (config: EndpointConfig, endpoint: ServingEndpoint) => EndpointConfig,
    options: EndpointOptions = {},
  ): Promise<ServingEndpoint> {
    const { signal } = options;
    const passed = signal === undefined ? {} : { signal };
    const limit = options.timeoutSeconds ?? 1200;
    const endsAt = Date.now() + limit * 1000;
    for (;;) {
      const found = await this.#idle(name, { ...options, timeoutSeconds: Math.max(0, endsAt - Date.now()) / 1000 });
      const payload = change(writable(found.config), found);
      try {
        const changed = await this.#send({ method: "PUT", path: `${route(name)}/config`, payload, ...passed });
        return await this.#settle(endpoint(name, changed), payload, options);
      } catch (error) {
        if (!DatabricksError.isInstance(error) || error.fields["status"] !== 409) throw error;
        if (Date.now() >= endsAt)
          throw new TimeoutError({ code: "TIMED_OUT", what: `another update of endpoint "${name}"`, limit: `${limit} s` });
      }
      await pause((options.pollSeconds ?? 5) * 1000, undefined, passed);
    }
  }

  /** Rows to predictions; `servedModel` asks one of several models by its name within the endpoint. */
  async query(
    name: string,
    payload: Record<string, unknown>,
    { servedModel, ...options }: { signal?: AbortSignal; servedModel?: string } = {},
  ): Promise<Record<string, unknown>> {
    const one = servedModel === undefined ? "" : `/served-models/${encodeURIComponent(servedModel)}`;
    return this.#send({
      method: "POST",
      path: `/serving-endpoints/${encodeURIComponent(name)}${one}/invocations`,
      payload,
      idempotent: true,
      ...options,
    });
  }

  /** Log of building or of running one of the models that an endpoint serves. */
  async logs(name: string, servedModel: string, kind: "build-logs" | "logs", options: { signal?: AbortSignal } = {}): Promise<string> {
    const answer = await this.#send({ path: `${route(name)}/served-models/${encodeURIComponent(servedModel)}/${kind}`, ...options });
    return String(answer["logs"] ?? "");
  }

  async delete(name: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#send({ method: "DELETE", path: route(name), ...options });
  }

  /** The endpoint once no update runs. */
  #idle(name: string, options: EndpointOptions): Promise<ServingEndpoint> {
    const passed = options.signal === undefined ? {} : { signal: options.signal };
    return waitFor(`another update of endpoint "${name}"`, options, async () => {
      const seen = await this.get(name, passed);
      return seen.configUpdate === "IN_PROGRESS" ? undefined : seen;
    });
  }

  async #settle(made: ServingEndpoint, wanted: EndpointConfig, options: EndpointOptions): Promise<ServingEndpoint> {
    return options.wait === false ? made : this.waitUntilServes(made.name, wanted, options);
  }

  async #failed({ name, configUpdate }: ServingEndpoint, wanted: EndpointConfig): Promise<DatabricksError> {
    const buildLogs: Record<string, string> = {};
    for (const entity of servedEntities(wanted)) {
      const text = await this.logs(name, entity.name, "build-logs").catch(() => ""); // the failure is what matters; models without a build have none
      if (text !== "") buildLogs[entity.name] = text.slice(-LOG_TAIL);
    }
    const message = `endpoint "${name}" was not updated: ${configUpdate}`;
    const hint = Object.keys(buildLogs).length === 0 ? "see the endpoint's page in the workspace" : "see the build logs in this error";
    return new DatabricksError({ code: "DATABRICKS_REQUEST", message, hint, configUpdate, buildLogs });
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
