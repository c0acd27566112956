import * as Plot from "@observablehq/plot";
import type { FeatureDistribution } from "../../stage/monitoring-details.ts";
import { chart, INK } from "../chart.ts";
import type { Html } from "../html.ts";

const WIDTH = 300;

const shorten = (label: string): string => (label.length > 16 ? `${label.slice(0, 15)}…` : label);

/** How one feature is spread in the reference (grey) and now (coloured), as shares of the rows. */
export function distributionChart(feature: FeatureDistribution, caption: string): Html {
  const { name, labels, reference, current } = feature;
  const moved = labels
    .map((label, i) => ({ label, by: (current[i] ?? 0) - (reference[i] ?? 0) }))
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const told = moved.slice(0, 3).map(({ label, by }) => `${label} ${by < 0 ? "−" : "+"}${(100 * Math.abs(by)).toFixed(1)} points`);
  const description = `${name} in the reference and now; most changed: ${told.join(", ")}`;
  return chart(feature.kind === "numeric" ? numeric(feature) : categorical(feature), description, caption);
}

function numeric({ edges = [], reference, current }: FeatureDistribution): Plot.PlotOptions {
  const bins = reference.map((share, i) => ({ x1: edges[i] as number, x2: edges[i + 1] as number, share }));
  const steps = [...current, current.at(-1) ?? 0].map((share, i) => ({ x: edges[i] as number, share }));
  return {
    width: WIDTH,
    height: 150,
    marginLeft: 42,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 26,
    x: { label: null, ticks: 5 },
    y: { label: null, grid: true, ticks: 4, tickFormat: (value: number) => `${Math.round(100 * value)}%` },
    marks: [
      Plot.rectY(bins, { x1: "x1", x2: "x2", y: "share", fill: INK.soft, fillOpacity: 0.4 }),
      Plot.line(steps, { x: "x", y: "share", curve: "step-after", stroke: INK.accent, strokeWidth: 2 }),
    ],
  };
}

function categorical({ labels, reference, current }: FeatureDistribution): Plot.PlotOptions {
  const rows = labels.map((label, i) => ({ label: shorten(label), reference: reference[i] as number, current: current[i] as number }));
  const longest = Math.max(2, ...rows.map(({ label }) => label.length));
  return {
    width: WIDTH,
    height: 36 + 20 * rows.length,
    marginLeft: Math.min(130, 14 + 7 * longest),
    marginRight: 16,
    marginTop: 6,
    marginBottom: 26,
    x: { label: null, grid: true, ticks: 4, tickFormat: (value: number) => `${Math.round(100 * value)}%` },
    y: { label: null, domain: rows.map(({ label }) => label), tickSize: 0 },
    marks: [
      Plot.barX(rows, { x: "reference", y: "label", fill: INK.soft, fillOpacity: 0.4, insetTop: 1, insetBottom: 1 }),
      Plot.barX(rows, { x: "current", y: "label", fill: INK.accent, insetTop: 6, insetBottom: 6 }),
    ],
  };
}
