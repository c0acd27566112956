import type { z } from "zod";
import { ConfigError } from "../errors/mlops-error.ts";

/**
 * A configuration with its defaults filled in; parsing one that was parsed already changes nothing.
 * @param what - the name that messages give it
 * @throws ConfigError `CONFIG_INVALID` that names each wrong field and its place
 */
export function parseConfig<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value, { jitless: true }); // a schema that is used once is not worth compiling
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map((issue) => `${[what, ...issue.path].join(".")}: ${issue.message}`).join("; ");
  const paths = parsed.error.issues.map((issue) => issue.path.join("."));
  throw new ConfigError({ code: "CONFIG_INVALID", detail, config: what, paths });
}
