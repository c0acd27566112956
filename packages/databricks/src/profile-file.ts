import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { ConfigError } from "@mlops/models";

/** Where a profile is looked for: the names are what the user gave, undefined for the default. */
export interface ProfileLookup {
  readonly configFile: string | undefined;
  readonly profile: string | undefined;
}

/**
 * The fields of one profile of the configuration file; an absent file or default profile is an empty record.
 * Profile: the one named, else `[__settings__].default_profile`, else DEFAULT. Profiles inherit nothing from DEFAULT.
 * @throws ConfigError `CONFIG_FILE_UNREADABLE`, `CONFIG_INVALID` for a named profile that does not exist
 */
export function readProfile(lookup: ProfileLookup): Readonly<Record<string, string>> {
  const file = path.resolve((lookup.configFile ?? "~/.databrickscfg").replace(/^~(?=[/\\]|$)/, homedir()));
  const sections = parseIni(readText(file));
  const profile = lookup.profile ?? sections.get("__settings__")?.["default_profile"] ?? "DEFAULT";
  const found = sections.get(profile);
  if (found === undefined && lookup.profile !== undefined) {
    throw new ConfigError({
      code: "CONFIG_INVALID",
      detail: `resolve: ${file} has no ${profile} profile configured`,
      hint: `profiles: ${[...sections.keys()].filter((name) => name !== "__settings__").join(", ") || "none"}`,
    });
  }
  return found ?? {};
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new ConfigError({ code: "CONFIG_FILE_UNREADABLE", file, detail: (cause as Error).message, cause });
  }
}

function parseIni(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const header = /^\[(.+)\]$/.exec(trimmed)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? {};
      sections.set(header, section);
      continue;
    }
    const pair = /^([^#;=:][^=:]*)[=:](.*)$/.exec(trimmed);
    if (pair !== null && section !== undefined) section[(pair[1] as string).trim()] = (pair[2] as string).trim();
  }
  return sections;
}
