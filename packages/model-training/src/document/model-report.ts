import type { TrainingDetails } from "@mlops/core/stage";
import { Result, StatusEnum } from "@mlops/models";
import { limitsOf } from "./limits.ts";
import type { Provenance } from "./provenance.ts";

/** The report of one model as one self-contained HTML page. */
export async function modelReport(details: TrainingDetails, provenance: Provenance): Promise<string> {
  const { card, dataTable, html, page, trainingFacts, trainingSection } = await import("@mlops/core/report");
  const { toJson } = await import("@mlops/core/pipeline");
  const { name, description, datasets, modelHash, seed, version, createdAt, inputs } = provenance;
  const result = Result.parse({ status: StatusEnum.SUCCESS, message: "", details: toJson(details) });
  const people = Object.entries({
    "Intended use": provenance.card.intendedUse,
    "Out of scope": provenance.card.outOfScope,
    Limits: provenance.card.limits,
    "Risks for people": provenance.card.ethics,
    Contact: provenance.card.contact,
  }).filter(([, text]) => text !== "");
  const limits = limitsOf(details);
  const code = (text: string) => html`<code>${text}</code>`;
  const body = html`<h1>${name}</h1>
<p class="soft">${description}</p>
<div class="facts">${trainingFacts(result)}</div>
${people.length > 0 ? [card("Purpose", dataTable([{ title: "" }, { title: "" }], people))] : []}
${trainingSection(name, result)}
${limits.length > 0 ? [card("Limits", html`<ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul>`)] : []}
${card(
  "Data and provenance",
  dataTable(
    [{ title: "" }, { title: "" }],
    [
      ["Raw columns", inputs.join(", ")],
      ...datasets.map((dataset) => [`File ${dataset.name}`, html`${dataset.rows.toLocaleString("en-US")} rows, ${code(dataset.sha256)}`]),
      ["model.onnx", code(modelHash)],
      ["Seed", String(seed)],
      ["Made by", `@mlops/model-training ${version}`],
    ],
  ),
)}
<p class="soft">Made ${createdAt.replace("T", " ").slice(0, 19)} UTC.</p>`;
  return page(`${name} – model report`, body);
}
