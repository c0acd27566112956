import { isAbsolute, resolve } from "node:path";
import { ConfigError, type DeploymentConfig } from "@mlops/models";

type Batch = NonNullable<DeploymentConfig["batch"]>;

/**
 * A batch with its paths made absolute, from `base` where they are relative.
 * @throws ConfigError `CONFIG_INVALID` for one that would write over its own input
 */
export function locateBatch({ input, output }: Pick<Batch, "input" | "output">, base: string) {
  const locate = (path: string): string => (isAbsolute(path) ? path : resolve(base, path));
  const given = typeof input === "string" ? { path: input } : input;
  const located = { source: { ...given, path: locate(given.path) }, output: locate(output) };
  if (located.source.path !== located.output) return located;
  throw new ConfigError({ code: "CONFIG_INVALID", detail: "deploymentConfig.batch would write over its own input" });
}
