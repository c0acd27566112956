import type { ServedEndpoint } from "./serving-routes.ts";

/** A version in Unity Catalog; `score` answers the requests of endpoints that serve it. */
export interface CatalogVersion {
  readonly status: string;
  readonly score?: ((payload: Record<string, unknown>) => unknown) | undefined;
}

export interface WorkspaceState {
  /** Looks at each run so far: a run advances one state per look. */
  readonly looks: Map<string, number>;
  /** Body of the run-now request of each run. */
  readonly runs: Map<string, string>;
  /** Run of each idempotency token. */
  readonly tokens: Map<string, string>;
  readonly endpoints: Map<string, ServedEndpoint>;
  /** Versions in Unity Catalog by `catalog.schema.model/version`. */
  readonly versions: Map<string, CatalogVersion>;
  /** Version of each alias by `catalog.schema.model@alias`. */
  readonly aliases: Map<string, string>;
  /** Updates of endpoints fail in their build. */
  updatesFail: boolean;
}

export function newState(): WorkspaceState {
  return {
    looks: new Map(),
    runs: new Map(),
    tokens: new Map(),
    endpoints: new Map(),
    versions: new Map([["main.sales.churn/3", { status: "READY" }]]),
    aliases: new Map([["main.sales.churn@champion", "3"]]),
    updatesFail: false,
  };
}
