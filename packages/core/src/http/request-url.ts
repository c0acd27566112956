import { ConfigError } from "@mlops/models/errors";
import type { QueryValue } from "./http-client.ts";

const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

/**
 * The URL of a request: base, then path, then the query without its undefined values; a list repeats its name.
 * @throws ConfigError `PARAMETER_INVALID` for a path that does not start with "/" or holds `.` or `..` segments
 * @example requestUrl(new URL("http://h/base/"), "/api/a%20b", { q: ["1", "2"], n: undefined }).href // => "http://h/base/api/a%20b?q=1&q=2"
 */
export function requestUrl(base: URL, path: string, query: Readonly<Record<string, QueryValue>> = {}): URL {
  if (!path.startsWith("/") || DOT_SEGMENT.test(path)) {
    const detail = `"${path.replace(/\?.*$/s, "")}" ${path.startsWith("/") ? "holds a . or .. segment" : 'does not start with "/"'}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "path", detail });
  }
  const url = new URL(base.origin);
  url.pathname = base.pathname.replace(/\/$/, "") + path;
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}
