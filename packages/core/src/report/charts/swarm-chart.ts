import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

export interface Swarm {
  readonly label: string;
  /** How far each row is moved, and where its value stands among the others, from 0 to 1; null where values have no order. */
  readonly points: readonly (readonly [moved: number, at: number | null])[];
}

/** Dots per place across, and rows of dots that fit a line. */
const BINS = 90;
const MOST_ROWS = 9;
const LINE = 26;
/** Steps of colour. */
const LEVELS = 4;

/** One line of dots per swarm, a dot per row: right of 0 it raises, left it lowers; the fuller the colour, the higher the row's value. */
export function swarmChart(swarms: readonly Swarm[], options: { title: string; x: string; caption: string }): Html {
  const all = swarms.flatMap(({ points }) => points.map(([moved]) => moved));
  const low = Math.min(0, ...all);
  const high = Math.max(0, ...all);
  const span = high - low || 1;
  const dots = swarms.flatMap(({ label, points }) => {
    const filled = new Map<number, number>();
    return points.map(([moved, at]) => {
      const bin = Math.round(((moved - low) / span) * BINS);
      const stacked = filled.get(bin) ?? 0;
      filled.set(bin, stacked + 1);
      const side = (stacked % 2 === 0 ? 1 : -1) * Math.ceil(stacked / 2);
      const dy = Math.max(-1, Math.min(1, side / (MOST_ROWS / 2))) * (LINE / 2 - 3);
      return { label, moved, level: at === null ? null : Math.round(at * LEVELS), dy };
    });
  });
  const longest = Math.max(4, ...swarms.map(({ label }) => label.length));
  // height and colour are constant per mark: what all its dots share is written once
  const kinds = new Map<string, typeof dots>();
  for (const dot of dots) {
    const kind = `${dot.dy} ${dot.level}`;
    const own = kinds.get(kind);
    if (own) own.push(dot);
    else kinds.set(kind, [dot]);
  }
  const marks = [...kinds.values()].map((own) => {
    const { dy, level } = own[0] as (typeof dots)[number];
    const ink = level === null ? { fill: INK.soft, fillOpacity: 0.6 } : { fill: INK.accent, fillOpacity: 0.2 + (0.8 * level) / LEVELS };
    return Plot.dot(own, { x: "moved", y: "label", dy, r: 2, ...ink });
  });
  return chart(
    {
      width: 480,
      height: 66 + LINE * swarms.length,
      marginLeft: Math.min(200, 20 + 7.5 * longest),
      marginRight: 16,
      marginBottom: 46,
      x: { label: options.x, nice: true },
      y: { label: null, domain: swarms.map(({ label }) => label), tickSize: 0, type: "point", padding: 0.6 },
      marks: [Plot.ruleX([0], { stroke: INK.soft }), ...marks],
    },
    `${options.title}: ${swarms.map(({ label, points }) => `${label} from ${figure(Math.min(...points.map(([v]) => v)))} to ${figure(Math.max(...points.map(([v]) => v)))}`).join(", ")}`,
    options.caption,
  );
}
