/** Markup that needs no more escaping. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe for element content and attribute values. @example escapeHtml("a<b") // => "a&lt;b" */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

type Part = string | number | null | undefined | Html | readonly Html[];

function text(part: Part): string {
  if (part === null || part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "html" in part ? part.html : part.map((each) => each.html).join("");
}

/**
 * Template tag: what is put in is escaped, unless it is `Html` already.
 * @example html`<b>${"a<b"}</b>`.html // => "<b>a&lt;b</b>"
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let out = strings[0] as string;
  for (let i = 0; i < parts.length; i++) out += text(parts[i]) + strings[i + 1];
  return { html: out };
}
