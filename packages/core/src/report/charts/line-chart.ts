import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import type { Html } from "../html.ts";

export interface LinePoint {
  readonly x: number | string;
  readonly y: number;
  readonly interval?: readonly [number, number] | null;
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Drawn paler and dashed, beside what matters. */
  readonly aside?: boolean;
}

/** Lines over a common x, a number or a word; a band where points have intervals. The names of several lines stand in the caption. */
export function lineChart(
  series: readonly LineSeries[],
  options: { title: string; x: string; y: string; caption?: string; width?: number },
): Html {
  const all = series.flatMap(({ points }) => points);
  const words = all.some(({ x }) => typeof x === "string");
  const bounds = all.flatMap(({ y, interval }) => [y, ...(interval ?? [])]);
  const longest = words ? Math.max(...all.map(({ x }) => String(x).length)) : 0;
  const turned = words && longest * new Set(all.map(({ x }) => x)).size > 44;
  const span = Math.max(Math.max(...bounds) - Math.min(...bounds), 1e-9);
  const domain = [Math.min(...bounds) - 0.08 * span, Math.max(...bounds) + 0.08 * span];
  const marks = series.flatMap(({ points, aside }) => {
    const ink = aside ? INK.soft : INK.accent;
    const band = points.filter(({ interval }) => interval).map(({ x, interval }) => ({ x, low: interval?.[0], high: interval?.[1] }));
    return [
      ...(band.length > 1 && !words ? [Plot.areaY(band, { x: "x", y1: "low", y2: "high", fill: INK.pale, fillOpacity: 0.45 })] : []),
      ...(words ? [] : [Plot.line(points, { x: "x", y: "y", stroke: ink, strokeWidth: 2, ...(aside ? { strokeDasharray: "4 3" } : {}) })]),
      Plot.dot(points, { x: "x", y: "y", fill: ink, r: words ? 4.5 : 2.5 }),
    ];
  });
  return chart(
    {
      width: options.width ?? 400,
      height: turned ? 300 : 260,
      marginLeft: 56,
      marginTop: 30,
      marginBottom: turned ? 44 + Math.min(100, 5 * longest) : 44,
      x: words
        ? {
            type: "point",
            domain: [...new Set(all.map(({ x }) => x))],
            label: options.x,
            padding: 0.5,
            ...(turned ? { tickRotate: -45 } : {}),
          }
        : { label: options.x, ticks: 6 },
      y: { label: options.y, grid: true, ticks: 5, domain },
      marks,
    },
    `${options.title}: ${series.map(({ name, points }) => `${name} ${points.length} points`).join(", ")}`,
    options.caption ?? options.title,
  );
}
