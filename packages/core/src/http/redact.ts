const SECRET_PARAMETER = /token|secret|password|passwd|signature|credential|api[-_]?key|access[-_]?key|^(sig|code|key|auth|jwt)$/i;
const MASK = "***";

/**
 * A URL as it may be shown: no user or password, no fragment, and `***` for the value of every query parameter that may be a secret.
 * Text that is not a URL is given back without its query.
 * @example redactUrl("https://ann:pw@host/a?page=2&sig=abc") // => "https://host/a?page=2&sig=***"
 */
export function redactUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return String(url).replace(/[?#].*$/s, "");
  }
  const query = [...parsed.searchParams].map(([name, value]) => {
    const shown = SECRET_PARAMETER.test(name) ? MASK : encodeURIComponent(value);
    return `${encodeURIComponent(name)}=${shown}`;
  });
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/**
 * Replaces every occurrence of the secrets in a text by `***`; secrets shorter than 4 characters are left, they would garble the text.
 * @example scrub("bad token abcd1234", ["abcd1234"]) // => "bad token ***"
 */
export function scrub(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, MASK);
  }
  return clean;
}
