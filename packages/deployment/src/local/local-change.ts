import { HttpFailure, redactUrl } from "@mlops/core/http";
import type { GoldenParity } from "@mlops/core/stage";
import {
  type DeploymentConfig,
  DeploymentError,
  LocalEndpoint,
  type LocalEndpointChange,
  type LocalEndpointServer,
  type LocalEndpointVersion,
  MLOpsError,
} from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import { parityProblem } from "../golden/compare-answers.ts";
import type { GoldenRequest } from "../golden/golden-request.ts";
import { type EndpointClient, endpointClient } from "./endpoint-client.ts";
import { type EndpointPlace, removeEndpoint, writeEndpoint } from "./endpoint-files.ts";
import { type EndpointServers, markOwn } from "./endpoint-servers.ts";
import { changed } from "./history.ts";
import { timeoutMsOf } from "./time-limit.ts";

export interface ChangeParts {
  readonly place: EndpointPlace;
  /** The configuration before, undefined at the first deployment. */
  readonly former: LocalEndpoint | undefined;
  /** What is served again if the change fails. */
  readonly served: readonly LocalEndpointVersion[];
  readonly config: DeploymentConfig;
  readonly context: DeployContext;
  readonly servers: EndpointServers;
}

type Listen = Pick<LocalEndpoint, "host" | "port">;

/** What was served before is given at least this long to serve again. */
const PUT_BACK_MS = 30_000;

/** One change of a local endpoint in its steps, and the way back. */
export class LocalChange {
  readonly #parts: ChangeParts;
  #endpoint: LocalEndpoint | undefined;
  #written = false;
  #ranBefore: boolean | undefined;
  #started = false;
  #server: LocalEndpointServer | undefined;
  #client: EndpointClient | undefined;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
    this.#endpoint = parts.former;
  }

  /** Whether the server is to listen elsewhere than the configuration says now. */
  movesServer(): boolean {
    const { former, config } = this.#parts;
    return former !== undefined && (former.host !== config.host || (config.port !== 0 && former.port !== config.port));
  }

  /** Writes the next revision, listening where `listen` says. */
  write(
    versions: readonly LocalEndpointVersion[],
    action: LocalEndpointChange["action"],
    { reason, listen = this.#parts.config }: { readonly reason?: string; readonly listen?: Listen } = {},
  ): void {
    const { place, former, context } = this.#parts;
    const first = { ...LocalEndpoint.parse({ name: place.name, revision: 1, versions: [...versions] }), revision: 0 };
    const { trackingUri: _, ...next } = changed(this.#endpoint ?? first, {
      versions,
      action,
      at: new Date(),
      ...(reason === undefined ? {} : { reason }),
    });
    const { trackingUri } = context.trackingConfig;
    this.#endpoint = {
      ...next,
      host: listen.host,
      port: listen.port === 0 ? (former?.port ?? 0) : listen.port,
      ...(trackingUri === "embedded" ? {} : { trackingUri: redactUrl(trackingUri).replace(/\/$/, "") }),
    };
    writeEndpoint(place, this.#endpoint);
    this.#written = true;
  }

  /** Waits until a server serves the configuration as it was written; starts one where none runs. */
  async serve({ signal = this.#parts.context.signal, leastMs = 0 } = {}): Promise<void> {
    const { place, config, context, servers } = this.#parts;
    const where = { home: context.home, name: place.name };
    const running = await servers.findEndpointServer(where);
    this.#ranBefore ??= running !== undefined;
    if (running !== undefined && !this.#started && this.movesServer()) await servers.stopEndpointServer(where);
    const detached = config.lifetime === "detached";
    const timeoutMs = Math.max(timeoutMsOf(config), leastMs);
    const { server, started } = await servers.startEndpointServer({ ...where, detached, timeoutMs, signal });
    this.#started ||= started;
    if (started && !detached) markOwn(server.pid);
    this.#server = server;
  }

  /** The process that this change started, and that ends with the run. */
  ownServer(): LocalEndpointServer | undefined {
    return this.#started && this.#parts.config.lifetime === "run" ? this.#server : undefined;
  }

  server(): LocalEndpointServer {
    return this.#server as LocalEndpointServer;
  }

  #http(): EndpointClient {
    const { place, context, config } = this.#parts;
    this.#client ??= endpointClient(this.server().url, place.name, context.signal, timeoutMsOf(config));
    return this.#client;
  }

  /** The golden rows over HTTP, asked of a version by name; null where there are none to send. @throws DeploymentError when they differ */
  async checkGolden(version: string, request: GoldenRequest | undefined): Promise<GoldenParity | null> {
    if (request === undefined || request.rows === 0) {
      if (!(await this.#http().isReady(version))) throw this.#failed(`version ${version} does not answer`);
      return null;
    }
    const parity = await this.#http().golden(version, request);
    if (!parity.ok) throw this.#failed(`the golden rows differ over HTTP: ${parityProblem(parity)}`);
    return parity;
  }

  /** Every version that takes requests is ready, and a request without a version is answered by one of them. */
  async probe(versions: readonly LocalEndpointVersion[], request: GoldenRequest | undefined): Promise<void> {
    for (const { version } of versions) {
      if (!(await this.#http().isReady(version))) throw this.#failed(`version ${version} does not answer`);
    }
    if (request === undefined) return;
    const answering = await this.#http().answeringVersion(request);
    if (answering !== undefined && !versions.some(({ version, weight }) => version === answering && weight > 0)) {
      throw this.#failed(`version ${answering} answers, which should get no requests`);
    }
  }

  #failed(detail: string): DeploymentError {
    return new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint: this.#parts.place.name, detail });
  }

  /** Puts back what was served before, and gives the error that tells why; an abort comes back as the signal's reason. */
  async undo(error: unknown): Promise<unknown> {
    const { place, former, context } = this.#parts;
    const why = error instanceof Error ? error.message : String(error);
    const problem = await this.#restore(why).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (context.signal.aborted) return context.signal.reason;
    if (MLOpsError.isInstance(error) ? !this.#written : !HttpFailure.isInstance(error)) return error; // nothing was touched, or it is a bug
    const back = problem === undefined ? "" : `; what was served before could not be put back: ${(problem as Error).message}`;
    const own = DeploymentError.isInstance(error) ? error.fields["detail"] : undefined;
    const hint =
      former === undefined ? "nothing was served before, and nothing is now" : "what was served before no longer runs: deploy it again";
    return new DeploymentError({
      code: "DEPLOYMENT_FAILED",
      endpoint: place.name,
      detail: `${own ?? why}${back}`,
      ...(former === undefined || problem !== undefined ? { hint } : {}),
      ...(MLOpsError.isInstance(error) ? { reason: error.code } : {}),
      cause: error,
    });
  }

  async #restore(why: string): Promise<void> {
    const { place, former, served, context, servers } = this.#parts;
    if (this.#written && former !== undefined) this.write(served, "rolled_back", { reason: why.slice(0, 500), listen: former });
    else if (this.#written) removeEndpoint(place);
    const ranBefore = this.#ranBefore === true;
    if (this.#started && (!ranBefore || this.movesServer())) await servers.stopEndpointServer({ home: context.home, name: place.name });
    if (this.#written && ranBefore) await this.serve({ signal: new AbortController().signal, leastMs: PUT_BACK_MS });
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}
