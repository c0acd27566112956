import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Html } from "./html.ts";
import { escapeHtml } from "./html.ts";

/** Colours of the page, by what they mean; they change with the theme. */
export const INK = {
  accent: "var(--accent)",
  soft: "var(--soft)",
  grid: "var(--line)",
  pale: "var(--accent-soft)",
  bad: "var(--bad)",
  good: "var(--good)",
} as const;

/**
 * Draws a plot as static SVG inside a figure: no script, no network. The description is what a screen reader says.
 */
export function chart(options: Plot.PlotOptions, description: string, caption?: string): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = Plot.plot({ style: { fontSize: "12px", background: "none" }, ...options, document } as Plot.PlotOptions) as unknown as {
    outerHTML: string;
  };
  const svg = drawn.outerHTML
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/ (?:d|transform|[xyr][12]?|c[xy]|width|height)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d{2})\d+/g, "$1")) // hundredths of a pixel are enough
    .replace("<svg ", `<svg role="img" aria-label="${escapeHtml(description)}" `);
  return { html: `<figure>${svg}${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ""}</figure>` };
}
