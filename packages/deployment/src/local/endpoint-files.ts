import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileWhole } from "@mlops/core/files";
import { ConfigError, DataError, LocalEndpoint } from "@mlops/models";

/** Where the state of a local endpoint lies. */
export interface EndpointPlace {
  readonly name: string;
  readonly config: string;
  readonly lock: string;
}

export function endpointPlace(home: string, name: string): EndpointPlace {
  const folder = join(home, "endpoints", name);
  return { name, config: join(folder, "config.json"), lock: join(folder, "deploy.lock") };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DataError({ code: "FILE_UNREADABLE", file, detail: (cause as Error).message, cause });
  }
}

/** The endpoint as it is wanted; undefined before its first deployment. @throws DataError `FILE_MALFORMED` for what nobody wrote here */
export function readEndpoint({ config }: EndpointPlace): LocalEndpoint | undefined {
  const text = readText(config);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed(config, (cause as Error).message);
  }
  const parsed = LocalEndpoint.safeParse(json);
  if (!parsed.success) throw malformed(config, parsed.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; "));
  return parsed.data;
}

function malformed(file: string, detail: string): DataError {
  return new DataError({ code: "FILE_MALFORMED", file, detail, hint: "repair the file, or remove the endpoint's folder to start anew" });
}

export function writeEndpoint({ config }: EndpointPlace, endpoint: LocalEndpoint): void {
  writeFileWhole(config, `${JSON.stringify(endpoint, null, 2)}\n`);
}

export function removeEndpoint({ config }: EndpointPlace): void {
  rmSync(config, { force: true });
}

/** An endpoint that was never deployed, with those that were. */
export function unknownEndpoint(home: string, endpoint: string): ConfigError {
  const available = globSync("*/config.json", { cwd: join(home, "endpoints") }).map((file) => dirname(file));
  return new ConfigError({ code: "ENDPOINT_UNKNOWN", endpoint, home, available: available.sort().join(", ") || "none" });
}
