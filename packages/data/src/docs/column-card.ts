import { barChart, card, dataTable, figure, type Html, html } from "@mlops/core/report";
import type { Bins, ColumnSummary } from "../profile/data-profile.ts";

const WIDTH = 480;
const HEIGHT = 120;

/** Bars of a histogram; the ends of the axis are written under it. */
function histogramFigure({ edges, counts }: Bins, name: string): Html {
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    const height = (count / most) * HEIGHT;
    return html`<rect x="${(i * width + 1).toFixed(1)}" y="${(HEIGHT - height).toFixed(1)}" width="${(width - 2).toFixed(1)}" height="${height.toFixed(1)}" fill="var(--accent)"><title>${figure(edges[i])} to ${figure(edges[i + 1])}: ${figure(count)}</title></rect>`;
  });
  const label = `Histogram of ${name} from ${figure(edges[0])} to ${figure(edges.at(-1))}, at most ${figure(most)} in a bin`;
  return html`<figure><svg role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${HEIGHT + 18}" width="${WIDTH}">${bars}<line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}" stroke="var(--line)"/><text x="0" y="${HEIGHT + 14}" font-size="12" fill="var(--soft)">${figure(edges[0])}</text><text x="${WIDTH}" y="${HEIGHT + 14}" font-size="12" text-anchor="end" fill="var(--soft)">${figure(edges.at(-1))}</text></svg><figcaption>${counts.length} bins of equal width, ${figure(most)} rows in the fullest.</figcaption></figure>`;
}

function facts({ kind, rows, missing, distinct, numbers, lengths, approximate }: ColumnSummary): [string, string][] {
  const shown: [string, string][] = [
    ["kind", kind],
    ["missing", `${figure(missing)}${rows > 0 ? ` (${((100 * missing) / rows).toFixed(1)}%)` : ""}`],
    ["different values", approximate?.distinct ? `about ${figure(distinct)}` : figure(distinct)],
  ];
  if (lengths !== undefined) shown.push(["characters", `${lengths.min} to ${lengths.max}`]);
  if (numbers === undefined) return shown;
  const value = (one: number | null | undefined): string =>
    kind === "timestamp" && typeof one === "number" && Math.abs(one) <= 8.64e15
      ? new Date(one).toISOString().replace("T", " ").slice(0, 19)
      : figure(one);
  shown.push(
    ["least", value(numbers.min)],
    [approximate === undefined ? "median" : "median, about", value(numbers.quantiles["0.5"])],
    ["greatest", value(numbers.max)],
  );
  if (kind !== "timestamp") shown.push(["mean", figure(numbers.mean)], ["standard deviation", figure(numbers.std)]);
  if (numbers.nan + numbers.infinite > 0) shown.push(["NaN, infinite", `${figure(numbers.nan)}, ${figure(numbers.infinite)}`]);
  return shown;
}

/** One column: its figures beside a drawing of its values. */
export function columnCard(name: string, summary: ColumnSummary): Html {
  const bins = summary.kind === "timestamp" ? null : (summary.numbers?.histogram ?? null);
  const drawing =
    bins !== null
      ? histogramFigure(bins, name)
      : summary.top.length === 0
        ? html`<p class="soft">no values</p>`
        : barChart(
            summary.top.map(({ value, count }) => ({
              label: value.length > 24 ? `${value.slice(0, 23)}…` : value || "(empty)",
              value: count,
            })),
            { title: "Most frequent values", limit: 8 },
          );
  return card(
    name,
    html`<div class="two"><div>${dataTable(
      [{ title: "Figure" }, { title: "Value", numeric: true }],
      facts(summary).map(([what, value]) => [what, value]),
    )}</div>${drawing}</div>`,
  );
}
