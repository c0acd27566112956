import * as Plot from "@observablehq/plot";
import type { FeatureDrift } from "../../stage/monitoring-details.ts";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

const MOST = 20;
const WIDTH = 480;
/** Room for a figure. */
const RIGHT = 52;

/** Effect of each feature's drift as a bar, drifted ones red, with a mark at the floor that an effect must reach. */
export function effectChart(features: readonly FeatureDrift[]): Html {
  const rows = features.slice(0, MOST).map((feature) => ({ ...feature, fill: feature.drifted ? INK.bad : INK.accent }));
  const longest = Math.max(4, ...rows.map(({ name }) => name.length));
  const top = Math.max(...rows.flatMap(({ effect, floor }) => [effect, floor ?? 0]), 0.01);
  const left = Math.min(200, 16 + 7 * longest);
  const unit = (WIDTH - left - RIGHT) / top;
  /** Behind the bar, or behind the floor where the figure would stand across it. */
  const place = ({ effect, floor }: FeatureDrift): number =>
    floor !== null && effect < floor && (floor - effect) * unit < RIGHT ? floor : effect;
  const floors = rows.filter(({ floor }) => floor !== null);
  return chart(
    {
      width: WIDTH,
      height: 16 + 22 * rows.length,
      marginLeft: left,
      marginRight: RIGHT,
      marginTop: 8,
      marginBottom: 8,
      x: { label: null, axis: null, domain: [0, top] },
      y: { label: null, domain: rows.map(({ name }) => name), tickSize: 0 },
      color: { type: "identity" },
      marks: [
        Plot.barX(rows, { x: "effect", y: "name", fill: "fill", insetTop: 1, insetBottom: 1, rx: 2 }),
        Plot.tickX(floors, { x: "floor", y: "name", stroke: "currentColor", strokeWidth: 1.5, strokeDasharray: "2 2" }),
        Plot.text(rows, {
          x: place,
          y: "name",
          text: (row: FeatureDrift) => figure(row.effect),
          dx: 5,
          textAnchor: "start",
          fill: INK.soft,
        }),
      ],
    },
    `Effect of drift by feature: ${rows.map(({ name, effect, drifted }) => `${name} ${figure(effect)}${drifted ? " (drifted)" : ""}`).join(", ")}`,
    `Effect of each feature's drift; dashed: the least effect that counts.${features.length > rows.length ? ` ${features.length - rows.length} more are in the table.` : ""}`,
  );
}
