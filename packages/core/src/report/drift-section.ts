import type { DriftSummary, FeatureDrift, MonitoringDetails } from "../stage/monitoring-details.ts";
import { distributionChart } from "./charts/distribution-chart.ts";
import { driftStrip } from "./charts/drift-strip.ts";
import { effectChart } from "./charts/effect-chart.ts";
import { figure } from "./format.ts";
import { type Html, html } from "./html.ts";
import { badge, card, dataTable } from "./page.ts";

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;
const words = (name: string): string => name.replace(/_/g, " ");

/** The verdict in words: how many features drifted, which, and from how many on the table drifts. */
export function driftSentence({ driftedFeatures, compared, driftScore, driftShare, critical }: DriftSummary): string {
  if (compared === 0) return "No feature could be compared.";
  const named = driftedFeatures.length === 0 ? "" : `: ${driftedFeatures.join(", ")}`;
  const special = critical.length === 0 ? "" : ` Critical: ${critical.join(", ")}.`;
  return `${driftedFeatures.length} of ${compared} features drifted (${percent(driftScore)}; drift from ${percent(driftShare)} on)${named}.${special}`;
}

function pValue(value: number | null): string {
  if (value === null) return "–";
  if (value === 0) return "< 1e-300";
  return value < 1e-3 ? value.toExponential(1) : value.toFixed(3);
}

function verdict({ drifted, reason, method }: FeatureDrift): Html {
  if (drifted) return badge(reason === undefined ? "drifted" : words(reason), "bad");
  return reason !== undefined && method === null ? badge(words(reason), "plain") : badge("as before", "good");
}

function featureTable(features: readonly FeatureDrift[]): Html {
  return dataTable(
    [
      { title: "Feature" },
      { title: "Verdict" },
      { title: "Effect", numeric: true },
      { title: "Floor", numeric: true },
      { title: "Adjusted p", numeric: true },
      { title: "Alpha", numeric: true },
      { title: "Missing before → now", numeric: true },
      { title: "Method" },
    ],
    features.map((feature) => [
      html`<code>${feature.name}</code>`,
      verdict(feature),
      feature.method === null && !feature.drifted ? "–" : figure(feature.effect),
      figure(feature.floor),
      pValue(feature.adjustedPValue),
      figure(feature.alpha),
      feature.missing.reference + feature.missing.current === 0
        ? "none"
        : `${percent(feature.missing.reference)} → ${percent(feature.missing.current)}`,
      feature.method === null ? "" : `${words(feature.method)} (${words(feature.effectMeasure ?? "")})`,
    ]),
  );
}

/** Whether what the model says has moved. */
function predictionsPart({ predictions }: DriftSummary): Html[] {
  if (predictions === undefined) return [];
  const { drifted, effect, effectMeasure, floor, adjustedPValue, distribution, method } = predictions;
  const moved = method === null ? badge("not compared", "plain") : drifted ? badge("moved", "warn") : badge("as before", "good");
  const chart = distribution === undefined ? [] : [distributionChart(distribution, "Before (grey) and now (blue).")];
  return [
    html`<h3>What the model says</h3>`,
    html`<div class="three">${[html`<p>${moved} Effect ${figure(effect)} (${words(effectMeasure ?? "no test")}; floor ${figure(floor)}), p ${pValue(adjustedPValue)}. It needs no labels, and is not counted among the features.</p>`, ...chart]}</div>`,
  ];
}

/** Drift of the features: verdict, ranking, how the most changed ones are spread, and window by window. */
export function driftSection(
  name: string,
  { drift, reference, current }: Pick<MonitoringDetails, "drift" | "reference" | "current">,
): Html[] {
  const tested = drift.features.filter(({ method, drifted }) => method !== null || drifted);
  const known = new Map(drift.features.map((feature) => [feature.name, feature]));
  const overlays = drift.distributions.map((each) => {
    const feature = known.get(each.name);
    return distributionChart(each, `${each.name}: effect ${figure(feature?.effect)}${feature?.drifted ? ", drifted" : ""}`);
  });
  const strip = drift.windows.filter(({ compared }) => compared).length > 1;
  return [
    card(
      `Drift: ${name}`,
      html`<p>${drift.hasDrift ? badge("drift", "warn") : badge("no drift", "good")} ${driftSentence(drift)}</p>
<p class="soft">Compared: ${current.name} (${figure(current.rows)} rows) with ${reference.name} (${figure(reference.rows)} rows). A feature drifts when its p-value, adjusted for all features (${words(drift.correction)}), is below alpha and its effect reaches the floor.</p>`,
      ...(tested.length > 0 ? [html`<div class="two">${[effectChart(tested)]}</div>`] : []),
      ...(overlays.length > 0
        ? [html`<h3>Before (grey) and now (blue), shares of the rows</h3>`, html`<div class="three">${overlays}</div>`]
        : []),
      ...(strip
        ? [
            html`<h3>Window by window</h3>`,
            html`<div class="scroll wide">${driftStrip(
              drift.windows,
              tested.map((feature) => feature.name),
            )}</div>`,
          ]
        : []),
      ...predictionsPart(drift),
      html`<h3>Every feature</h3>`,
      featureTable(drift.features),
    ),
  ];
}
