import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalEndpoint, LocalEndpointServer, parseConfig } from "@mlops/models/endpoint"; // all of @mlops/models would slow the start down
import { ConfigError } from "@mlops/models/errors";

/** Files of one local endpoint below the home folder. */
export interface EndpointFiles {
  readonly folder: string;
  /** What is wanted. */
  readonly config: string;
  /** What is served, while it is. */
  readonly server: string;
  /** What a server started by `startEndpointServer` prints. */
  readonly output: string;
}

const NAME = LocalEndpoint.shape.name;

/** @throws ConfigError `CONFIG_INVALID` for a name that no endpoint can have */
export function endpointFiles(home: string, name: string): EndpointFiles {
  const folder = join(home, "endpoints", parseConfig(NAME, name, "endpoint"));
  return { folder, config: join(folder, "config.json"), server: join(folder, "server.json"), output: join(folder, "server.log") };
}

/**
 * Names of the endpoints in a home folder; none where there is no such folder.
 * @example listEndpoints("/nowhere") // => []
 */
export function listEndpoints(home: string): string[] {
  try {
    const folders = readdirSync(join(home, "endpoints"), { withFileTypes: true });
    return folders
      .filter((entry) => entry.isDirectory() && textOf(endpointFiles(home, entry.name).config) !== undefined)
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * The endpoint as it is wanted.
 * @throws ConfigError `ENDPOINT_UNKNOWN` that lists those there are; `CONFIG_INVALID` that names the wrong field
 */
export function readEndpoint(home: string, name: string): LocalEndpoint {
  const { config } = endpointFiles(home, name);
  const text = textOf(config);
  if (text === undefined) {
    throw new ConfigError({ code: "ENDPOINT_UNKNOWN", endpoint: name, home, available: listEndpoints(home).join(", ") || "none" });
  }
  const endpoint = parseConfig(LocalEndpoint, parsed(text, config), config);
  const total = endpoint.versions.reduce((sum, { weight }) => sum + weight, 0);
  const detail =
    total !== 100 ? `versions: the weights sum to ${total}, not 100` : endpoint.name === name ? "" : `name: it is "${endpoint.name}"`;
  if (detail !== "") throw new ConfigError({ code: "CONFIG_INVALID", detail: `${config}: ${detail}`, config });
  return endpoint;
}

/** The revision that a configuration claims to be, however wrong the rest of it is; 0 where it does not tell. */
export function claimedRevision(home: string, name: string): number {
  try {
    const { revision } = JSON.parse(readFileSync(endpointFiles(home, name).config, "utf8")) as { revision?: unknown };
    return Number.isSafeInteger(revision) ? (revision as number) : 0;
  } catch {
    return 0;
  }
}

/** What the server of an endpoint wrote last; undefined where there is none. */
export function readServerFile(home: string, name: string): LocalEndpointServer | undefined {
  const { server } = endpointFiles(home, name);
  const text = textOf(server);
  return text === undefined ? undefined : parseConfig(LocalEndpointServer, parsed(text, server), server);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError({ code: "CONFIG_INVALID", detail: `${file}: ${(cause as Error).message}`, config: file, cause });
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new ConfigError({ code: "CONFIG_FILE_UNREADABLE", file, detail: message, cause });
  }
}
