import { type Answer, json, refused } from "./answer.ts";
import type { WorkspaceState } from "./state.ts";

type Config = Record<string, unknown>;

export interface ServedEndpoint {
  config: Config;
  pending?: Config | undefined;
  update: string;
  /** Requests without a model's name so far: they go round the routes by their shares. */
  asked: number;
}

interface Entity {
  readonly name?: string;
  readonly entity_name?: string;
  readonly entity_version?: string;
}

interface Route {
  readonly served_entity_name?: string;
  readonly served_model_name?: string;
  readonly traffic_percentage: number;
}

const entitiesOf = (config: Config): Entity[] => (config["served_entities"] ?? []) as Entity[];
const nameOf = ({ name, entity_name, entity_version }: Entity): string => name ?? `${entity_name?.split(".").at(-1)}-${entity_version}`;
const routesOf = (config: Config): Route[] => ((config["traffic_config"] as { routes?: Route[] } | undefined)?.routes ?? []) as Route[];

/** Serving endpoints; undefined for a request that is not about them. */
export function servingRoutes(state: WorkspaceState, method: string, path: string, body: string): Answer | undefined {
  if (`${method} ${path}` === "POST /api/2.0/serving-endpoints") return create(state, body);
  const [, name, model, rest] =
    /^\/(?:api\/2\.0\/)?serving-endpoints\/([^/]+)(?:\/served-models\/([^/]+))?(?:\/([\w-]+))?$/.exec(path) ?? [];
  const endpoint = name === undefined ? undefined : state.endpoints.get(name);
  if (name === undefined || endpoint === undefined) return undefined;
  switch (`${method} ${rest ?? ""}`) {
    case "GET ": {
      const answer = shown(name, endpoint);
      settle(state, endpoint);
      return answer;
    }
    case "PUT config":
      return update(name, endpoint, JSON.parse(body) as Config);
    case "DELETE ":
      state.endpoints.delete(name);
      return json("{}");
    case "POST invocations":
      return answerRows(state, endpoint, model, body);
    case "GET build-logs":
      return json(
        JSON.stringify({
          logs: model === "broken" || state.updatesFail ? "ERROR: no matching distribution found for onnxruntime==99\n" : "",
        }),
      );
    case "GET logs":
      return json(JSON.stringify({ logs: `model ${model} started\n` }));
    default:
      return refused(404, "ENDPOINT_NOT_FOUND", `no ${method} ${path}`);
  }
}

function create(state: WorkspaceState, body: string): Answer {
  const { name, config } = JSON.parse(body) as { name: string; config: Config };
  if (state.endpoints.has(name)) return refused(409, "RESOURCE_ALREADY_EXISTS", `endpoint ${name} exists`);
  const wrong = problem(config);
  if (wrong !== undefined) return wrong;
  const made: ServedEndpoint = { config: {}, pending: config, update: "IN_PROGRESS", asked: 0 };
  state.endpoints.set(name, made);
  return shown(name, made);
}

function update(name: string, endpoint: ServedEndpoint, config: Config): Answer {
  if (endpoint.update === "IN_PROGRESS") return refused(409, "RESOURCE_CONFLICT", "an update is in progress");
  const wrong = problem(config);
  if (wrong !== undefined) return wrong;
  endpoint.pending = config;
  endpoint.update = "IN_PROGRESS";
  return shown(name, endpoint);
}

function problem(config: Config): Answer | undefined {
  const routes = routesOf(config);
  if (routes.length === 0) return undefined;
  const sum = routes.reduce((all, { traffic_percentage }) => all + traffic_percentage, 0);
  if (sum !== 100) return refused(400, "INVALID_PARAMETER_VALUE", `Traffic percentages must sum to 100, got ${sum}.`);
  const names = entitiesOf(config).map(nameOf);
  const unknown = routes.map((route) => route.served_entity_name ?? route.served_model_name ?? "").find((one) => !names.includes(one));
  return unknown === undefined ? undefined : refused(400, "INVALID_PARAMETER_VALUE", `Route to an unknown served entity ${unknown}.`);
}

/** An update ends after one look: it fails for a served entity named `broken`, and while the workspace breaks them all. */
function settle(state: WorkspaceState, endpoint: ServedEndpoint): void {
  if (endpoint.pending === undefined) return;
  const fails = state.updatesFail || entitiesOf(endpoint.pending).some(({ name }) => name === "broken");
  if (!fails) endpoint.config = endpoint.pending;
  endpoint.update = fails ? "UPDATE_FAILED" : "NOT_UPDATING";
  endpoint.pending = undefined;
}

function shown(name: string, { config, pending, update: config_update }: ServedEndpoint): Answer {
  const ready = entitiesOf(config).length > 0 ? "READY" : "NOT_READY";
  const told = {
    name,
    state: { ready, config_update },
    ...(ready === "READY" ? { config: withStates(config, "DEPLOYMENT_READY") } : {}),
    ...(pending === undefined ? {} : { pending_config: withStates(pending, "DEPLOYMENT_CREATING") }),
  };
  return json(JSON.stringify(told));
}

function withStates(config: Config, deployment: string): Config {
  const state = { deployment, deployment_state_message: "" };
  return { ...config, served_entities: entitiesOf(config).map((entity) => ({ ...entity, name: nameOf(entity), state })) };
}

function answerRows(state: WorkspaceState, endpoint: ServedEndpoint, model: string | undefined, body: string): Answer {
  const entities = entitiesOf(endpoint.config);
  if (entities.length === 0) return refused(400, "BAD_REQUEST", "The endpoint is not ready.");
  const wanted = model ?? routed(endpoint);
  const entity = entities.find((one) => nameOf(one) === wanted) ?? (model === undefined ? entities[0] : undefined);
  if (entity === undefined) return refused(404, "RESOURCE_DOES_NOT_EXIST", `There is no served model ${model}.`);
  const score = state.versions.get(`${entity.entity_name}/${entity.entity_version}`)?.score;
  if (score === undefined) return json(`{"predictions":[0.25],"seen":${body}}`);
  return json(JSON.stringify({ predictions: score(JSON.parse(body) as Record<string, unknown>) }));
}

/** The model that the next request goes to. */
function routed(endpoint: ServedEndpoint): string | undefined {
  let point = endpoint.asked++ % 100;
  for (const { served_entity_name, served_model_name, traffic_percentage } of routesOf(endpoint.config)) {
    point -= traffic_percentage;
    if (point < 0) return served_entity_name ?? served_model_name;
  }
  return undefined;
}
