/** Configuration of an endpoint in the REST API's own names; integers beyond 2^53 are bigints. */
export type EndpointConfig = Record<string, unknown>;

type Fields = Record<string, unknown>;

/** One model that an endpoint serves, with its share of the requests. */
export interface ServedEntity {
  /** Name within the endpoint. */
  readonly name: string;
  /** Registered model. */
  readonly entityName: string;
  readonly entityVersion: string;
  /** Percent of the requests; 0 for one that has no route. */
  readonly traffic: number;
  /** DEPLOYMENT_READY, DEPLOYMENT_CREATING …, where the workspace tells. */
  readonly deployment?: string;
  /** What the workspace says about that state. */
  readonly message?: string;
  /** As it is in the configuration. */
  readonly raw: Readonly<Record<string, unknown>>;
}

const WRITABLE = ["served_entities", "served_models", "traffic_config", "auto_capture_config"];
const READ_ONLY = ["creator", "creation_timestamp", "state", "model_data_plane_info"];

function listed(config: EndpointConfig): Fields[] {
  return (config["served_entities"] ?? config["served_models"] ?? []) as Fields[];
}

/** What an endpoint serves, in the order of its configuration. */
export function servedEntities(config: EndpointConfig): ServedEntity[] {
  const routes = (((config["traffic_config"] ?? {}) as Fields)["routes"] ?? []) as Fields[];
  const shares = new Map(
    routes.map((route) => [String(route["served_entity_name"] ?? route["served_model_name"]), Number(route["traffic_percentage"])]),
  );
  const entities = listed(config);
  return entities.map((raw) => {
    const entityName = String(raw["entity_name"] ?? raw["model_name"] ?? "");
    const entityVersion = String(raw["entity_version"] ?? raw["model_version"] ?? "");
    const name = String(raw["name"] ?? `${entityName.split(".").at(-1)}-${entityVersion}`);
    const state = (raw["state"] ?? {}) as Fields;
    const { deployment, deployment_state_message: message } = state;
    return {
      name,
      entityName,
      entityVersion,
      traffic: shares.get(name) ?? (routes.length === 0 && entities.length === 1 ? 100 : 0),
      ...(typeof deployment === "string" ? { deployment } : {}),
      ...(typeof message === "string" && message !== "" ? { message } : {}),
      raw,
    };
  });
}

/** Whether every model that `wanted` lists is in `config` with its share of the requests, and none of them is still on its way. */
export function serves(config: EndpointConfig, wanted: EndpointConfig): boolean {
  const found = servedEntities(config);
  return servedEntities(wanted).every((one) => {
    const match = found.find(({ entityName, entityVersion }) => entityName === one.entityName && entityVersion === one.entityVersion);
    return match?.traffic === one.traffic && (match.deployment === undefined || match.deployment === "DEPLOYMENT_READY");
  });
}

/** Whether two configurations list the same versions of the same models under the same names. */
export function sameModels(a: EndpointConfig, b: EndpointConfig): boolean {
  const key = (config: EndpointConfig) =>
    servedEntities(config)
      .map(({ name, entityName, entityVersion }) => JSON.stringify([name, entityName, entityVersion]))
      .sort()
      .join();
  return key(a) === key(b);
}

/** The part of a configuration that may be sent back: what the workspace adds when it is read is left out. */
export function writable(config: EndpointConfig): EndpointConfig {
  const kept = Object.entries(config).filter(([key]) => WRITABLE.includes(key));
  const strip = (one: unknown) => Object.fromEntries(Object.entries(one as Fields).filter(([key]) => !READ_ONLY.includes(key)));
  // an endpoint made by an older client lists the same models under both names, and only one of them may be sent
  const names = kept.some(([key]) => key === "served_entities") ? kept.filter(([key]) => key !== "served_models") : kept;
  return Object.fromEntries(names.map(([key, value]) => [key, Array.isArray(value) ? value.map(strip) : value]));
}
