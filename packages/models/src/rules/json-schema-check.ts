import * as z from "zod";
import { ConfigError } from "../errors/mlops-error.ts";

/**
 * Tells whether values fit a JSON Schema.
 * @throws ConfigError `CONFIG_INVALID` for a schema that cannot be read
 * @example jsonSchemaCheck({ type: "object", required: ["id"] })({ id: 1 }) // => true
 */
export function jsonSchemaCheck(schema: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
  try {
    const type = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    return (value) => type.safeParse(value).success;
  } catch (cause) {
    throw new ConfigError({ code: "CONFIG_INVALID", detail: `the JSON Schema cannot be read: ${(cause as Error).message}`, cause });
  }
}
