import { nearestName } from "@mlops/core/table";
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
    const near = nearestName(unknown, declared);
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
