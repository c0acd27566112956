import { ConfigError, type Json } from "@mlops/models";

type Fields = Record<string, unknown>;
export type Parameters = Readonly<Record<string, Json>>;

// Task kinds that take named parameters, and the field of a run that carries them.
const NAMED: Readonly<Record<string, string>> = {
  notebook_task: "notebook_params",
  sql_task: "sql_params",
  python_wheel_task: "python_named_params",
};

/**
 * Where a run's parameters go: `job_parameters` when the job declares any, else the field of its tasks' kind. Non-strings travel as JSON.
 * @throws ConfigError `PARAMETER_INVALID` for a name that the job does not declare, or tasks that take no named parameters
 * @example runParameters({ parameters: [{ name: "date" }] }, { date: 3 }) // => ({ job_parameters: { date: "3" } })
 */
export function runParameters(settings: Fields, params: Parameters): Fields {
  const names = Object.keys(params);
  if (names.length === 0) return {};
  const values = Object.fromEntries(names.map((name) => [name, asText(params[name] as Json)]));
  const declared = ((settings["parameters"] ?? []) as Fields[]).map((one) => String(one["name"]));
  if (declared.length > 0) {
    const unknown = names.find((name) => !declared.includes(name));
    if (unknown === undefined) return { job_parameters: values };
    const near = nearest(unknown, declared);
    const detail = `the job has no parameter "${unknown}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: unknown, detail, hint: `parameters: ${declared.join(", ")}` });
  }
  const tasks = (settings["tasks"] ?? []) as Fields[];
  const fields = Object.keys(NAMED).filter((kind) => tasks.some((task) => task[kind] !== undefined));
  if (fields.length > 0) return Object.fromEntries(fields.map((kind) => [NAMED[kind], values]));
  throw new ConfigError({
    code: "PARAMETER_INVALID",
    parameter: "params",
    detail: "the job declares no parameters and none of its tasks takes named ones",
    hint: "declare job parameters in the job",
  });
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The closest name within a third of its length in edits. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((one) => ({ one, edits: distance(name.toLowerCase(), one.toLowerCase()) })).sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(1, Math.ceil(best.one.length / 3)) ? best.one : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
