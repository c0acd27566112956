import { fileURLToPath } from "node:url";
import { ConfigError } from "@mlops/models/errors";

/** What a model URI names. */
export type ModelUri =
  | { readonly kind: "version"; readonly name: string; readonly version: string }
  | { readonly kind: "latest"; readonly name: string }
  | { readonly kind: "alias"; readonly name: string; readonly alias: string }
  | { readonly kind: "logged-model"; readonly modelId: string }
  | { readonly kind: "run"; readonly runId: string; readonly path: string }
  | { readonly kind: "folder"; readonly path: string };

/**
 * Reads a model URI: `models:/name/3`, `models:/name/latest`, `models:/name@alias`, `models:/m-<id>`, `runs:/<id>/path`, `file:` URLs,
 * or a folder.
 * @throws ConfigError `MODEL_URI_INVALID` for anything else
 * @example parseModelUri("models:/churn@champion") // => ({ kind: "alias", name: "churn", alias: "champion" })
 */
export function parseModelUri(uri: string): ModelUri {
  const invalid = () => new ConfigError({ code: "MODEL_URI_INVALID", uri });
  const text = uri.trim();
  if (text === "" || text.includes("\0")) throw invalid();
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: "folder", path: text };
  if (scheme === "file") {
    try {
      return { kind: "folder", path: fileURLToPath(text) };
    } catch {
      throw invalid();
    }
  }
  if (scheme === "runs") {
    const run = /^runs:\/([\w-]+)\/(.+?)\/?$/.exec(text);
    if (run === null || /(^|\/)\.{0,2}(\/|$)/.test(run[2] as string)) throw invalid();
    return { kind: "run", runId: run[1] as string, path: run[2] as string };
  }
  if (scheme !== "models") throw invalid();
  const logged = /^models:\/(m-[\w-]+)\/?$/.exec(text)?.[1];
  if (logged !== undefined) return { kind: "logged-model", modelId: logged };
  const alias = /^models:\/([^/@:]+)@([\w-]+)$/.exec(text);
  if (alias !== null) return { kind: "alias", name: alias[1] as string, alias: alias[2] as string };
  const version = /^models:\/([^/:]+)\/(\d+|latest)\/?$/i.exec(text);
  if (version === null) throw invalid();
  const [, name, number] = version as unknown as [string, string, string];
  return /^\d+$/.test(number) ? { kind: "version", name, version: String(BigInt(number)) } : { kind: "latest", name };
}
