import { invalid } from "./api-error.ts";

const KEY = /^[/\p{L}\p{N}_.\- :]*$/u;
export const MAX_KEY = 250;
export const MAX_PARAM_VALUE = 6000;

/** `a/../b` as a path: MLflow refuses names that would resolve to another one. */
function normalised(name: string): string {
  const absolute = name.startsWith("/");
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !absolute) parts.push(part);
  }
  return (absolute ? "/" : "") + parts.join("/") || ".";
}

function pathLike(name: string): boolean {
  const norm = normalised(name);
  return norm !== name || norm === "." || norm.startsWith("..") || norm.startsWith("/");
}

/** Checks the key of a metric, param or tag. */
export function checkKey(name: string, where: string): string {
  if (!KEY.test(name)) {
    throw invalid(`${where} "${name}" may hold only letters, digits, underscores, dashes, periods, spaces, colons and slashes`);
  }
  if (pathLike(name)) throw invalid(`${where} "${name}" is not allowed: read as a path it is "${normalised(name)}"`);
  if (name.length > MAX_KEY) throw invalid(`${where} is longer than ${MAX_KEY} characters`);
  return name;
}

export function checkLength(value: string, limit: number, where: string): string {
  if (value.length > limit) throw invalid(`${where} is longer than ${limit} characters`);
  return value;
}

export function checkRunId(id: string): string {
  if (!/^[a-zA-Z0-9][\w-]{0,255}$/.test(id)) throw invalid(`"${id}" is not a run id`);
  return id;
}

/** Checks the name of a registered model. */
export function checkModelName(name: string): string {
  if (name.trim() === "") throw invalid("name is missing");
  if (/[/:]/.test(name)) throw invalid(`model name "${name}" may not hold / or :`);
  if (pathLike(name)) throw invalid(`model name "${name}" is not allowed: read as a path it is "${normalised(name)}"`);
  return name;
}

/** Checks the name of a logged model, which is stricter than that of a registered one. */
export function checkLoggedModelName(name: string): string {
  if (name === "" || /[/:.%"']/.test(name)) throw invalid(`logged model name "${name}" may not be empty or hold / : . % " '`);
  return name;
}

export function checkAlias(alias: string): string {
  if (!/^[\w-]+$/.test(alias)) throw invalid(`alias "${alias}" may hold only letters, digits, underscores and dashes`);
  checkLength(alias, 255, "alias");
  if (alias.toLowerCase() === "latest" || /^v\d+$/i.test(alias)) throw invalid(`alias "${alias}" is reserved`);
  return alias;
}
