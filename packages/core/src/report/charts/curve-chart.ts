import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import type { Html } from "../html.ts";

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A curve in the unit square with the diagonal: ROC curves, reliability diagrams (`dots`). */
export function unitCurve(
  points: readonly CurvePoint[],
  options: { title: string; x: string; y: string; dots?: boolean; caption?: string },
): Html {
  return chart(
    {
      width: 400,
      height: 320,
      marginLeft: 48,
      marginTop: 30,
      marginBottom: 44,
      x: { label: options.x, domain: [0, 1], grid: true, ticks: 5 },
      y: { label: options.y, domain: [0, 1], grid: true, ticks: 5 },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: INK.soft, strokeDasharray: "4 3" },
        ),
        Plot.line(points, { x: "x", y: "y", stroke: INK.accent, strokeWidth: 2 }),
        ...(options.dots ? [Plot.dot(points, { x: "x", y: "y", fill: INK.accent, r: 3.5 })] : []),
      ],
    },
    `${options.title}, ${points.length} points`,
    options.caption,
  );
}
