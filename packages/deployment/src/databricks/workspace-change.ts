import type { EndpointDetails, GoldenParity, ServedShare } from "@mlops/core/stage";
import type { DatabricksClient, EndpointConfig, ServingEndpoint, servedEntities } from "@mlops/databricks";
import { type DeploymentConfig, DeploymentError, MLOpsError, type ModelVersion } from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import { parityProblem } from "../golden/compare-answers.ts";
import type { GoldenRequest } from "../golden/golden-request.ts";
import { type EndpointPlan, planEndpoint, sharesOf } from "./endpoint-plan.ts";
import { queryGolden } from "./golden-query.ts";

export interface WorkspaceParts {
  readonly client: DatabricksClient;
  readonly entitiesOf: typeof servedEntities;
  readonly config: DeploymentConfig;
  readonly context: DeployContext;
}

/** An endpoint of a workspace may have to start machines first. */
const WORKSPACE_SECONDS = 1200;

/** One change of a serving endpoint in its steps, and the way back. */
export class WorkspaceChange {
  readonly #parts: WorkspaceParts;
  readonly #endpoint: string;
  #saved: EndpointConfig | undefined;
  #former: ServedShare[] = [];
  #created = false;
  #touched = false;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.#endpoint = parts.config.endpointName;
  }

  #sharesOf({ ready, config }: ServingEndpoint): ServedShare[] {
    return ready === "READY" ? sharesOf(this.#parts.entitiesOf(config)) : [];
  }

  /** What is served before the change. */
  former(): readonly ServedShare[] {
    return this.#former;
  }

  async find(): Promise<ServingEndpoint | undefined> {
    const { client, context } = this.#parts;
    const found = await client.servingEndpoints.find(this.#endpoint, { signal: context.signal });
    if (found !== undefined) this.#former = this.#sharesOf(found);
    return found;
  }

  /** Creates the endpoint, or brings the candidate into it; an endpoint that serves it as it is wanted is left alone. */
  async update(current: ServingEndpoint | undefined, version: ModelVersion): Promise<EndpointPlan> {
    const { client, entitiesOf, config } = this.#parts;
    const planOf = (base: EndpointConfig) => planEndpoint(base, entitiesOf(base), version, config);
    if (current === undefined) {
      const plan = planOf({});
      await client.servingEndpoints.create(this.#endpoint, plan.final, { ...this.#waiting(), wait: false });
      this.#created = true;
      await client.servingEndpoints.waitUntilServes(this.#endpoint, plan.final, this.#waiting());
      return plan;
    }
    let plan = planOf(current.ready === "READY" ? current.config : {});
    if (plan.unchanged && current.configUpdate === "NOT_UPDATING") return plan;
    await this.write((written, seen) => {
      this.#saved ??= written;
      this.#former = this.#sharesOf(seen);
      plan = planOf(seen.ready === "READY" ? written : {});
      return plan.trial ?? plan.final;
    });
    return plan;
  }

  async write(change: (config: EndpointConfig, endpoint: ServingEndpoint) => EndpointConfig): Promise<void> {
    const tracked = (config: EndpointConfig, endpoint: ServingEndpoint) => {
      this.#touched = true;
      return change(config, endpoint);
    };
    await this.#parts.client.servingEndpoints.update(this.#endpoint, tracked, this.#waiting());
  }

  #waiting() {
    const { config, context } = this.#parts;
    return { signal: context.signal, pollSeconds: context.pollSeconds, timeoutSeconds: config.probeTimeoutSeconds ?? WORKSPACE_SECONDS };
  }

  /** The golden rows over the query route, asked of one model; null where there are none to send. @throws DeploymentError when they differ */
  async checkGolden(servedModel: string, request: GoldenRequest | undefined): Promise<GoldenParity | null> {
    if (request === undefined || request.rows === 0) return null;
    const parity = await this.#query(request, servedModel);
    if (!parity.ok) throw this.#failed(`the golden rows differ over its query route: ${parityProblem(parity)}`);
    return parity;
  }

  /** The endpoint answers without a model's name; when one version gets every request, with that version's numbers. */
  async probe({ shares, name }: EndpointPlan, request: GoldenRequest | undefined): Promise<void> {
    if (request === undefined || request.rows === 0) return;
    const parity = await this.#query(request);
    const alone = shares.some(({ version, weight }) => version === name && weight === 100);
    if (alone && !parity.ok) throw this.#failed(`after the shift its golden rows differ: ${parityProblem(parity)}`);
  }

  #query(request: GoldenRequest, servedModel?: string): Promise<GoldenParity> {
    const { client, context } = this.#parts;
    const one = servedModel === undefined ? {} : { servedModel };
    return queryGolden({ client, endpoint: this.#endpoint, request, signal: context.signal, ...one });
  }

  /** Points the alias at a version that gets every request. */
  async alias({ name, version }: ModelVersion, plan: EndpointPlan): Promise<Pick<EndpointDetails, "alias" | "aliasReason">> {
    const { client, config } = this.#parts;
    if (plan.shares.every((share) => share.version !== plan.name || share.weight < 100)) {
      return { alias: null, aliasReason: `version ${version} does not get every request` };
    }
    if (client.config.registry === "workspace") return { alias: null, aliasReason: "the workspace's own registry has no aliases" };
    await client.setModelAlias(name, config.alias, version);
    return { alias: config.alias };
  }

  #failed(detail: string): DeploymentError {
    return new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint: this.#endpoint, detail });
  }

  /** Puts back what was served before, and gives the error that tells why; an abort comes back as the signal's reason. */
  async undo(error: unknown): Promise<unknown> {
    const { signal } = this.#parts.context;
    const problem = await this.#restore().then(
      () => undefined,
      (failure: unknown) => failure as Error,
    );
    if (signal.aborted) return signal.reason;
    if (!(this.#touched || this.#created) || !MLOpsError.isInstance(error)) return error; // a bug stays visible
    const own = DeploymentError.isInstance(error) ? error.fields["detail"] : undefined;
    const back = problem === undefined ? "" : `; what was served before could not be put back: ${problem.message}`;
    const hint = this.#created ? "the endpoint that was made for it is removed again" : "the former version still serves";
    return new DeploymentError({
      code: "DEPLOYMENT_FAILED",
      endpoint: this.#endpoint,
      detail: `${own ?? error.message}${lastLines(error.fields["buildLogs"])}${back}`,
      hint: problem === undefined ? hint : "look at the endpoint's page in the workspace",
      reason: error.code,
      ...(error.fields["buildLogs"] === undefined ? {} : { buildLogs: error.fields["buildLogs"] }),
      cause: error,
    });
  }

  /** Only an endpoint that this change made is deleted; one that served nothing before has nothing to go back to. */
  async #restore(): Promise<void> {
    const { client, entitiesOf } = this.#parts;
    if (this.#created) return client.servingEndpoints.delete(this.#endpoint);
    const saved = this.#saved;
    if (!this.#touched || saved === undefined || this.#former.length === 0) return;
    const now = await client.servingEndpoints.get(this.#endpoint);
    const key = (config: EndpointConfig) => JSON.stringify(sharesOf(entitiesOf(config)));
    if (now.configUpdate !== "IN_PROGRESS" && key(now.config) === key(saved)) return; // a failed update leaves what was served
    const { signal: _, ...waiting } = this.#waiting();
    await client.servingEndpoints.update(this.#endpoint, () => saved, waiting);
  }
}

/** How the build log of each model ends. */
function lastLines(buildLogs: unknown): string {
  const ends = Object.entries((buildLogs ?? {}) as Readonly<Record<string, string>>).map(([name, text]) => {
    const line = text.trimEnd().split("\n").at(-1) ?? "";
    return `; the build log of ${name} ends: ${line.slice(0, 300)}`;
  });
  return ends.join("");
}
