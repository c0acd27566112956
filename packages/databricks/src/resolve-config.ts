import { ConfigError, DatabricksConfig, type DatabricksOptions, parseConfig } from "@mlops/models";
import { readProfile } from "./profile-file.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const FIELDS = [
  ["host", "DATABRICKS_HOST", "host"],
  ["authType", "DATABRICKS_AUTH_TYPE", "auth_type"],
  ["token", "DATABRICKS_TOKEN", "token"],
  ["clientId", "DATABRICKS_CLIENT_ID", "client_id"],
  ["clientSecret", "DATABRICKS_CLIENT_SECRET", "client_secret"],
  ["warehouseId", "DATABRICKS_WAREHOUSE_ID", "warehouse_id"],
] as const;
type Field = (typeof FIELDS)[number][0];

/** A configuration whose host and credentials are known. */
export type ResolvedConfig = DatabricksConfig & { readonly host: string; readonly authType: "pat" | "oauth-m2m" };

/**
 * Fills a configuration from the environment, then from a profile; what is set is never overwritten.
 * The file is read only when a profile is named, or neither host nor credentials are set.
 * @throws ConfigError `CONFIG_INVALID` without a host or credentials, or with two kinds of them and no `authType`
 */
export function resolveConfig(options: DatabricksOptions, environment: Environment): ResolvedConfig {
  const given = parseConfig(DatabricksConfig, options, "databricksConfig");
  const filled: Record<string, unknown> = { ...given };
  const fill = (field: Field, value: string | undefined) => {
    if (filled[field] === undefined && value !== undefined && value !== "") filled[field] = value;
  };
  for (const [field, variable] of FIELDS) fill(field, environment[variable]);
  const profile = given.profile ?? environment["DATABRICKS_CONFIG_PROFILE"];
  const isSet = FIELDS.some(([field]) => field !== "warehouseId" && filled[field] !== undefined);
  if (profile !== undefined || !isSet) {
    const values = readProfile({ profile, configFile: given.configFile ?? environment["DATABRICKS_CONFIG_FILE"] });
    for (const [field, , key] of FIELDS) fill(field, values[key]);
  }
  const config = parseConfig(DatabricksConfig, filled, "databricksConfig");
  if (config.host === undefined) throw invalid("validate: no host is set", "set host, DATABRICKS_HOST or a profile");
  return { ...config, host: normalHost(config.host), authType: authType(config) };
}

function authType(config: DatabricksConfig): "pat" | "oauth-m2m" {
  const pat = config.token !== undefined;
  const m2m = config.clientId !== undefined && config.clientSecret !== undefined;
  if (config.authType === undefined && pat && (config.clientId !== undefined || config.clientSecret !== undefined)) {
    throw invalid("validate: more than one authorization method configured: oauth and pat", "set authType, or remove one of them");
  }
  const wanted = config.authType ?? (pat ? "pat" : "oauth-m2m");
  if (wanted === "pat" ? pat : m2m) return wanted;
  throw invalid(
    config.authType === undefined ? "validate: no credentials are set" : `validate: the credentials of ${wanted} are not complete`,
    "pat needs token (DATABRICKS_TOKEN); oauth-m2m needs clientId and clientSecret (DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET)",
  );
}

function normalHost(host: string): string {
  const full = /^https?:\/\//.test(host) ? host : `https://${host}`;
  const bare = full.replace(/\/+$/, "");
  return bare.startsWith("https://") ? bare.replace(/:443$/, "") : bare;
}

function invalid(detail: string, hint: string): ConfigError {
  return new ConfigError({ code: "CONFIG_INVALID", detail, hint });
}
