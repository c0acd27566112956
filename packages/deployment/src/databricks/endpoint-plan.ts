import type { ServedShare } from "@mlops/core/stage";
import type { EndpointConfig, ServedEntity } from "@mlops/databricks";
import type { DeploymentConfig, ModelVersion } from "@mlops/models";
import { shareTraffic } from "../traffic.ts";

/** How an endpoint comes from what it serves to what it shall serve. */
export interface EndpointPlan {
  /** Name of the candidate within the endpoint. */
  readonly name: string;
  /** The candidate beside what is served, without requests of its own; undefined where nothing is served yet, or it is already. */
  readonly trial: EndpointConfig | undefined;
  readonly final: EndpointConfig;
  /** The final configuration is the one there is. */
  readonly unchanged: boolean;
  /** Shares by name within the endpoint. */
  readonly shares: readonly ServedShare[];
}

type Raw = Readonly<Record<string, unknown>>;
type Shares = readonly { readonly version: string; readonly weight: number }[];

const uriOf = (entityName: string, entityVersion: string): string => `models:/${entityName}/${entityVersion}`;
const plain = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, "_");

/** What an endpoint serves, as shares: `version` is the name within the endpoint. */
export function sharesOf(entities: readonly ServedEntity[]): ServedShare[] {
  return entities.map(({ name, entityName, entityVersion, traffic }) => ({
    version: name,
    modelUri: uriOf(entityName, entityVersion),
    weight: traffic,
  }));
}

function configOf(base: EndpointConfig, models: readonly Raw[], shares: Shares): EndpointConfig {
  const { served_models: _, ...rest } = base;
  const routes = shares.map(({ version, weight }) => ({ served_model_name: version, traffic_percentage: weight }));
  return { ...rest, served_entities: models, traffic_config: { routes } };
}

/** The steps from `current` (as it may be written back) and its models to `config.trafficPercentage` of the requests for a version. */
export function planEndpoint(
  current: EndpointConfig,
  entities: readonly ServedEntity[],
  { name: model, version }: Pick<ModelVersion, "name" | "version">,
  config: DeploymentConfig,
): EndpointPlan {
  const compute = { workload_size: config.workloadSize, scale_to_zero_enabled: config.scaleToZero };
  const same = entities.find(({ entityName, entityVersion }) => entityName === model && entityVersion === version);
  const short = plain(`${model.split(".").at(-1)}-${version}`);
  const name = same?.name ?? (entities.some((one) => one.name === short) ? plain(`${model}-${version}`) : short);
  const raw: Raw = { ...same?.raw, name, entity_name: model, entity_version: version, ...compute };
  const known =
    same !== undefined &&
    same.raw["workload_size"] === compute.workload_size &&
    same.raw["scale_to_zero_enabled"] === compute.scale_to_zero_enabled;

  const served = sharesOf(entities);
  const shares = shareTraffic(served, { version: name, modelUri: uriOf(model, version) }, config.trafficPercentage);
  const others = entities.filter((one) => one.name !== name);
  const rawOf = (one: string): Raw => (one === name ? raw : (others.find((other) => other.name === one)?.raw as Raw));
  const final = configOf(
    current,
    shares.map(({ version: one }) => rawOf(one)),
    shares,
  );
  const weightOf = (list: Shares, one: string) => list.find(({ version: other }) => other === one)?.weight;
  const unchanged = known && served.length === shares.length && shares.every((one) => weightOf(served, one.version) === one.weight);
  const tried = same === undefined && served.length > 0;
  const trial = tried ? configOf(current, [...entities.map((one) => one.raw), raw], [...served, { version: name, weight: 0 }]) : undefined;
  return { name, trial, final, unchanged, shares };
}
