import { ConfigError, type Json, PipelineConfig, parseConfig } from "@mlops/models";

const REFERENCE = /\$\{param\.([A-Za-z0-9_-]+)\}/g;

function fill(value: unknown, params: Readonly<Record<string, Json>>): unknown {
  if (typeof value === "string") {
    const take = (name: string): Json => {
      const given = params[name];
      if (given === undefined)
        throw new ConfigError({ code: "CONFIG_UNRESOLVED", reference: `\${param.${name}}`, hint: "give it in the params of the run" });
      return given;
    };
    const whole = /^\$\{param\.([A-Za-z0-9_-]+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return take(whole);
    return value.replace(REFERENCE, (_, name: string) => {
      const given = take(name);
      return typeof given === "object" ? JSON.stringify(given) : String(given);
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, params));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, params)]));
}

/**
 * `config` with `${param.x}` replaced in its texts; a text that is one whole reference takes the value as it is.
 * @throws ConfigError `CONFIG_UNRESOLVED` for a parameter that was not given
 */
export function withParams(config: PipelineConfig, params: Readonly<Record<string, Json>>): PipelineConfig {
  return parseConfig(PipelineConfig, fill(config, params), "config");
}
