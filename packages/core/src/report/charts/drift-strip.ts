import * as Plot from "@observablehq/plot";
import type { WindowDrift } from "../../stage/monitoring-details.ts";
import { chart, INK } from "../chart.ts";
import type { Html } from "../html.ts";

const MOST_WINDOWS = 60;
const MOST_FEATURES = 20;
/** Effects from here on are drawn in full colour. */
const FULL = 0.5;
/** Cells from this opacity on take the page's own colour for their figures: light on dark, dark on light. */
const STRONG = 0.65;

/** Effect of each feature in each window, a cell each: drifted ones in another colour. The latest windows, the features in the order given. */
export function driftStrip(windows: readonly WindowDrift[], features: readonly string[]): Html {
  const shown = windows.slice(-MOST_WINDOWS);
  const rows = features.slice(0, MOST_FEATURES);
  const cells = shown.flatMap(({ label, effects, driftedFeatures }) =>
    rows.flatMap((feature) => {
      const effect = effects[feature];
      if (effect === undefined) return [];
      const drifted = driftedFeatures.includes(feature);
      const opacity = 0.08 + 0.92 * Math.min(1, effect / FULL);
      const ink = opacity > STRONG ? "var(--bg)" : "currentColor";
      return [{ label, feature, effect, opacity, ink, fill: drifted ? INK.bad : INK.accent }];
    }),
  );
  const longest = Math.max(4, ...rows.map((name) => name.length));
  const every = Math.ceil(shown.length / 16);
  const drifting = shown.filter(({ hasDrift }) => hasDrift).map(({ label }) => label);
  const left = Math.min(200, 16 + 7 * longest);
  return chart(
    {
      width: 960,
      height: 64 + 22 * rows.length,
      marginLeft: left,
      marginRight: 16,
      marginTop: 8,
      marginBottom: 48,
      padding: 0,
      x: {
        type: "band",
        label: null,
        domain: shown.map(({ label }) => label),
        ticks: shown.filter((_, i) => i % every === 0).map(({ label }) => label),
        tickRotate: shown.length > 8 ? -30 : 0,
        tickSize: 0,
      },
      y: { label: null, domain: rows, tickSize: 0 },
      color: { type: "identity" },
      opacity: { type: "identity" },
      marks: [
        Plot.cell(cells, { x: "label", y: "feature", fill: "fill", fillOpacity: "opacity", inset: 1, rx: 2 }),
        ...(shown.length <= 16
          ? [
              Plot.text(cells, {
                x: "label",
                y: "feature",
                text: (cell: { effect: number }) => cell.effect.toFixed(2).replace(/^0/, ""),
                fill: "ink",
                fontSize: 11,
              }),
            ]
          : []),
      ],
    },
    `Effect of each feature's drift by window; ${drifting.length === 0 ? "no window drifts" : `windows with drift: ${drifting.join(", ")}`}`,
    `Effect of each feature against the whole reference, window by window; red: drifted.${windows.length > shown.length ? ` The latest ${shown.length} of ${windows.length} windows.` : ""}${features.length > rows.length ? ` The first ${rows.length} of ${features.length} features.` : ""}`,
  );
}
