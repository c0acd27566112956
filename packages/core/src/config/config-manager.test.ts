import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { ConfigError, type PipelineFile, Secret } from "@mlops/models";
import { expect, test } from "vitest";
import { MLOpsConfigManager } from "./config-manager.ts";
import type { LoadOptions } from "./load-options.ts";
import type { ConfigProblem } from "./problems.ts";
import { sourceOf } from "./source-file.ts";

const manager = MLOpsConfigManager.createPipelineConfigManager();

/** Writes files into a folder of their own; the first is the pipeline file. */
function files(contents: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(contents)[0] as string);
}

const load = (text: string, options: LoadOptions = {}): Promise<PipelineFile> =>
  manager.loadPipelineFile(files({ "pipeline.yaml": text }), { environ: {}, ...options });

async function problemsOf(text: string, options: LoadOptions = {}): Promise<ConfigProblem[]> {
  const error = await load(text, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).fields["problems"] as ConfigProblem[];
}

// --- reading

test("the pipeline part, with defaults, from a file; sources relative to the file's folder", async () => {
  const file = files({ "p.yaml": "name: churn\ndata_config: { source: data/a.csv }\ntracking_config: { experiment_name: e }\n" });
  const config = await manager.loadFromYaml(file, { environ: {} });
  expect(config).toMatchObject({
    name: "churn",
    timeoutMinutes: 60,
    dataConfig: { source: join(dirname(file), "data/a.csv"), quarantine: false },
  });
  expect(config).not.toHaveProperty("trackingConfig");
  expect(manager.loadFromYamlSync(file, { environ: {} })).toEqual(config);
  const whole = await manager.loadPipelineFile(file, { environ: {} });
  expect([whole.trackingConfig.experimentName, sourceOf(whole)]).toEqual(["e", file]);
});

test("paths in holdouts, labels, map sources, batches and outputs are made absolute; URLs and absolute paths are left", async () => {
  const text = `
name: p
data_config:
  source: { path: a.csv }
  output: out.parquet
  holdouts:
    next_year: { source: s3://bucket/b.csv, labels: { source: /abs/l.csv, key: id }, group_by: year }
deployment_config: { batch: { input: in.csv, output: scored.csv } }
monitoring_config: { reference: r.csv }
`;
  const file = files({ "p.yaml": text });
  const at = (name: string) => join(dirname(file), name);
  const { dataConfig, deploymentConfig, monitoringConfig } = await manager.loadFromYaml(file, { environ: {} });
  expect(dataConfig).toMatchObject({ source: { path: at("a.csv") }, output: at("out.parquet") });
  expect(dataConfig?.holdouts["next_year"]).toMatchObject({
    source: "s3://bucket/b.csv",
    labels: { source: "/abs/l.csv" },
    groupBy: "year",
  });
  expect(deploymentConfig?.batch).toMatchObject({ input: at("in.csv"), output: at("scored.csv") });
  expect(monitoringConfig?.reference).toBe(at("r.csv"));
});

test("loadFromDict takes either spelling and leaves paths as given", () => {
  const config = manager.loadFromDict(
    { name: "p", dataConfig: { source: "a.csv", split: { stratify_by: "y" } }, timeout_minutes: 1.5 },
    { environ: {} },
  );
  expect(config).toMatchObject({ dataConfig: { source: "a.csv", split: { stratifyBy: "y" } }, timeoutMinutes: 1.5 });
  expect(() => manager.loadFromDict({ name: "p", owners: "x" }, { environ: {} })).toThrow(/unknown key "owners"; did you mean "owner"\?/);
});

// --- keys

test("fields in snake_case or camelCase, both for one field is an error with its place", async () => {
  expect((await load("name: p\ntimeoutMinutes: 5\nretry_attempts: 2\n")).timeoutMinutes).toBe(5);
  expect(await problemsOf("name: p\ntimeoutMinutes: 5\ntimeout_minutes: 6\n")).toMatchObject([
    {
      code: "CONFIG_DUPLICATE_KEY",
      line: 3,
      column: 1,
      path: "timeout_minutes",
      message: expect.stringContaining('"timeoutMinutes" and "timeout_minutes"'),
    },
  ]);
});

test("keys of the user's own maps are left as written", async () => {
  const text = `
name: p
tags: { cost_center: a, costCenter: b }
var: { some_name: 1 }
model_config: { parameters: { learning_rate: 0.2 }, tags: { snake_case: x } }
monitoring_config: { columns: { some_column: { effect_floor: 0.2 } } }
data_config: { source: { path: a.csv, types: { zip_code: string } } }
`;
  const file = await load(text);
  expect(file.tags).toEqual({ cost_center: "a", costCenter: "b" });
  expect(file.var).toEqual({ some_name: 1 });
  expect(file.modelConfig?.parameters).toEqual({ learning_rate: 0.2 });
  expect(file.monitoringConfig?.columns).toEqual({ some_column: { effectFloor: 0.2 } });
  expect(file.dataConfig?.source).toMatchObject({ types: { zip_code: "string" } });
});

test("a key given twice names both places", async () => {
  expect(await problemsOf("name: p\nowner: a\nowner: b\n")).toMatchObject([
    { code: "CONFIG_DUPLICATE_KEY", line: 3, column: 1, message: 'key "owner" is given twice, first on line 2' },
  ]);
});

test("all problems of a file in one error, in order, each with place, frame and guess", async () => {
  const text = `name: p
data_config:
  sorce: a.csv
  split: { method: stratifed, validation: 2 }
  rules:
    - { type: not_null, colum: id }
model_config:
  algorithm: gradient_bosting
  gate: { confidence: "high" }
`;
  const problems = await problemsOf(text);
  expect(problems.map(({ line, path }) => [line, path])).toEqual([
    [2, "data_config.source"],
    [3, "data_config.sorce"],
    [4, "data_config.split.method"],
    [4, "data_config.split.validation"],
    [6, "data_config.rules.0.column"],
    [6, "data_config.rules.0.colum"],
    [8, "model_config.algorithm"],
    [9, "model_config.gate.confidence"],
  ]);
  const of = (path: string) => problems.find((problem) => problem.path === path);
  expect(of("data_config.sorce")).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", line: 3, column: 3, suggestion: "source" });
  expect(of("data_config.sorce")?.frame).toBe(
    "  2 | data_config:\n> 3 |   sorce: a.csv\n    |   ^\n  4 |   split: { method: stratifed, validation: 2 }",
  );
  expect(of("data_config.source")?.message).toMatch(/is required/);
  expect(of("data_config.split.method")).toMatchObject({ column: 20, suggestion: "stratified" });
  expect(of("data_config.rules.0.colum")).toMatchObject({ line: 6, suggestion: "column" });
  expect(of("model_config.algorithm")).toMatchObject({ suggestion: "gradient_boosting" });
  expect(of("model_config.gate.confidence")).toMatchObject({ line: 9, message: expect.stringContaining("expected number") });
});

test("a wrong tag, a missing tag, a value of the wrong type among several, a setting of an algorithm", async () => {
  const rules = "[{ type: not_nul, column: a }, { column: a }, { type: range, column: a, min: x }]";
  const text = `name: p\ndata_config: { source: 3, rules: ${rules} }\nmodel_config: { parameters: { iterations: 0, depht: 1 } }\n`;
  expect((await problemsOf(text)).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    "data_config.source: invalid input: expected string, received number, or invalid input: expected object, received number",
    expect.stringMatching(/^data_config.rules.0.type: unknown type "not_nul"; there are .*; did you mean "not_null"\?$/),
    expect.stringMatching(/^data_config.rules.1.type: is required \(one of not_null, /),
    expect.stringMatching(/^data_config.rules.2.min: invalid input: expected number, received string, or invalid ISO date/),
    "model_config.parameters.iterations: too small: expected number to be >=1",
    expect.stringMatching(/^model_config.parameters.depht: unknown parameter; gradient_boosting has .*\biterations, /),
  ]);
});

test("one problem gives its own code, place and hint", async () => {
  const file = files({ "p.yaml": "name: p\nownr: me\n" });
  const error = (await manager.loadFromYaml(file, { environ: {} }).catch((caught: unknown) => caught)) as ConfigError;
  expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", hint: 'did you mean "owner"?', fields: { key: "ownr", file } });
  expect(error.message).toBe(`${file}:2:1: ownr: unknown key "ownr"; did you mean "owner"?\n  1 | name: p\n> 2 | ownr: me\n    | ^\n  3 |`);
});

test("an unknown key without a likeness lists the keys there are", async () => {
  const [problem] = await problemsOf("name: p\nmodel_config: { gate: { zzzzzz: 1 } }\n");
  expect(problem?.message).toBe('unknown key "zzzzzz"; there are enabled, metric, threshold, min_improvement, champion, confidence');
});

// --- YAML

test.each([
  ["a tab", "name: p\ndata_config:\n\tsource: a\n", 3],
  ["an open quote", 'name: "p\n', 2],
  ["two documents", "name: p\n---\nname: q\n", 2],
  ["an unknown tag", "name: !wrong p\n", 1],
  ["a missing anchor", "name: p\nowner: *who\n", 2],
  ["a map as key", "name: p\n? { a: 1 }\n: b\n", 2],
  ["an anchor that holds itself", "name: p\nvar: &v { a: *v }\n", 2],
])("%s is a syntax error with its place", async (_, text, line) => {
  const problems = await problemsOf(text);
  expect(problems[0]).toMatchObject({ code: "CONFIG_SYNTAX" });
  expect(problems.map((problem) => problem.line)).toContain(line);
});

test("anchors are followed; aliases made to exhaust memory are refused", async () => {
  expect((await load("name: p\nvar: { a: &a [1, 2] , b: *a }\n")).var).toEqual({ a: [1, 2], b: [1, 2] });
  const levels = Array.from({ length: 8 }, (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`).join("\n");
  expect(await problemsOf(`name: p\nvar:\n  l0: &l0 [1]\n${levels}\n`)).toMatchObject([{ message: expect.stringContaining("too many") }]);
});

test("an empty file, a file that is no map, a file that is not there", async () => {
  expect(await problemsOf("")).toMatchObject([{ path: "name", message: expect.stringMatching(/is required/) }]);
  expect((await problemsOf("- a\n- b\n"))[0]).toMatchObject({ message: "a configuration is a map of keys and values", line: 1 });
  await expect(manager.loadFromYaml("/nowhere/p.yaml")).rejects.toMatchObject({ code: "CONFIG_FILE_UNREADABLE" });
  expect(() => manager.loadFromYamlSync("/nowhere/p.yaml")).toThrow(ConfigError);
});

// --- layers

const LAYERED = {
  "pipeline.yaml": `
name: p
owner: file
description: file
tags: { a: file, b: file }
data_config: { source: a.csv, exclude: [x, y] }
model_config: { parameters: { iterations: 10 }, seed: 1 }
environments:
  production:
    owner: environment
    tags: { b: environment, c: environment }
    data_config: { exclude: [z] }
    modelConfig: { seed: 2 }
`,
  "config/production.yaml": "description: beside\nmodel_config: { seed: 3 }\ntags: { a: null }\n",
  "config/staging.yaml": "owner: staging\n",
};

test("the file, its environment, the file beside it, variables, set: maps merge, arrays replace, null deletes", async () => {
  const file = files(LAYERED);
  const environ = { MLOPS__MODEL_CONFIG__SEED: "4", MLOPS__TAGS__D: "variable", MLOPS_OTHER: "x" };
  const plain = await manager.loadPipelineFile(file, { environ: {} });
  expect([plain.owner, plain.environment, plain.modelConfig?.seed]).toEqual(["file", "development", 1]);
  const set = ["owner=set", "data_config.split={validation: 0.5}", "model_config.parameters.max_depth=3"];
  const config = await manager.loadPipelineFile(file, { env: "production", environ, set });
  expect(config).toMatchObject({
    environment: "production",
    owner: "set",
    description: "beside",
    tags: { b: "environment", c: "environment", d: "variable" },
    dataConfig: { exclude: ["z"], split: { validation: 0.5 } },
    modelConfig: { seed: 4, parameters: { iterations: 10, max_depth: 3 } },
    environments: {},
  });
  expect(config.tags).not.toHaveProperty("a");
  expect((await manager.loadPipelineFile(file, { env: "staging", environ: {} })).owner).toBe("staging");
});

test("the environment may come from the file, a variable or set", async () => {
  const file = files({ ...LAYERED, "pipeline.yaml": `${LAYERED["pipeline.yaml"]}environment: "\${env:STAGE:-production}"\n` });
  const owner = async (options: LoadOptions) => (await manager.loadFromYaml(file, options)).owner;
  expect(await owner({ environ: {} })).toBe("environment");
  expect(await owner({ environ: { STAGE: "staging" } })).toBe("staging");
  expect(await owner({ environ: { MLOPS__ENVIRONMENT: "staging" } })).toBe("staging");
  expect(await owner({ environ: {}, set: { environment: "staging" } })).toBe("staging");
});

test("an unknown environment is an error with a guess; without any environments the name is a mere label", async () => {
  const file = files(LAYERED);
  await expect(manager.loadFromYaml(file, { env: "prodution", environ: {} })).rejects.toMatchObject({
    code: "CONFIG_UNKNOWN_ENVIRONMENT",
    message: expect.stringContaining('did you mean "production"?'),
  });
  expect((await load("name: p\nenvironment: lab\n")).environment).toBe("lab");
  expect((await load("name: p\n", { env: "development" })).environment).toBe("development");
});

test("a problem in an environment is shown where it stands", async () => {
  const file = files({ ...LAYERED, "config/production.yaml": "model_config: { sead: 3 }\nenvironments: {}\n" });
  const error = (await manager.loadFromYaml(file, { env: "production", environ: {} }).catch((caught: unknown) => caught)) as ConfigError;
  expect(error.fields["problems"]).toMatchObject([
    { file: join(dirname(file), "config/production.yaml"), line: 1, path: "model_config.sead", suggestion: "seed" },
    { line: 2, path: "environments", code: "CONFIG_UNKNOWN_KEY" },
  ]);
});

test("variables and set take what the field takes: texts stay texts, lists and maps are YAML, null deletes, indices reach into lists", async () => {
  const text = "name: p\nowner: me\ndescription: d\ndata_config: { source: a.csv, columns: [x, y] }\nmodel_config: { positive_class: a }\n";
  const environ = {
    MLOPS__DESCRIPTION: "123",
    MLOPS__MODEL_CONFIG__POSITIVE_CLASS: "1",
    MLOPS__DATA_CONFIG__EXCLUDE: "[a, b]",
    MLOPS__FAIL_FAST: "true",
  };
  const file = await load(text, {
    environ,
    set: ["data_config.columns.1=z", "owner=null: x", "tags.a\\.b=1", "data_config.source.format=csv", "data_config.source.path=b.csv"],
  });
  expect(file).toMatchObject({ description: "123", failFast: true, owner: "null: x", tags: { "a.b": "1" } });
  expect(file.dataConfig).toMatchObject({ exclude: ["a", "b"], columns: ["x", "z"], source: { format: "csv" } });
  expect(file.modelConfig?.positiveClass).toBe(1);
  expect((await load(text, { set: ["owner=null"] })).owner).toBe("");
  expect((await load(text, { set: { owner: null } })).owner).toBe("");
  expect((await load(text, { set: ["owner="] })).owner).toBe("");
  expect((await load(text, { set: ["timeout_minutes=0.5"] })).timeoutMinutes).toBe(0.5);
});

test("wrong variables and set options say which they are", async () => {
  expect(await problemsOf("name: p\n", { environ: { MLOPS__OWNR: "x" } })).toMatchObject([
    { code: "CONFIG_UNKNOWN_KEY", suggestion: "owner", message: expect.stringContaining("from MLOPS__OWNR") },
  ]);
  expect(await problemsOf("name: p\n", { set: ["owner"] })).toMatchObject([{ message: expect.stringContaining("--set key.key=value") }]);
  expect(await problemsOf("name: p\n", { set: ["seed=many"] })).toMatchObject([
    { path: "seed", message: expect.stringContaining("from --set seed=many") },
  ]);
  expect(await problemsOf("name: p\ndata_config: { source: a, columns: [x] }\n", { set: ["data_config.columns.3=z"] })).toMatchObject([
    { message: expect.stringContaining("the list has 1 entries") },
  ]);
});

test("null in the file means not set", async () => {
  expect((await load("name: p\nowner: ~\ndata_config:\n")).dataConfig).toBeUndefined();
});

// --- references

test("var, env, param and defaults; a whole reference keeps its type, a part becomes text", async () => {
  const text = `
name: run-\${var.year}-\${env:WHO:-nobody}-\${param.n}
seed: \${var.seed}
timeout_minutes: \${env:LIMIT}
tags: { year: "\${var.year}x", literal: "$\${var.year}", host: "\${env:HOST:-a:b}" }
model_config: { parameters: "\${var.parameters}", positive_class: "\${var.nested.class}" }
var: { year: 2015, seed: "\${env:SEED}", parameters: { iterations: "\${var.seed}" }, nested: { class: true } }
`;
  const file = await load(text, { environ: { SEED: "7", LIMIT: "2.5" }, params: { n: 3 } });
  expect(file).toMatchObject({
    name: "run-2015-nobody-3",
    seed: 7,
    timeoutMinutes: 2.5,
    tags: { year: "2015x", literal: "${var.year}", host: "a:b" },
  });
  expect(file.modelConfig).toMatchObject({ parameters: { iterations: 7 }, positiveClass: true });
  expect((await load(text, { environ: { SEED: "7", LIMIT: "1" }, params: { n: 3 }, vars: { year: 2016 } })).name).toBe("run-2016-nobody-3");
});

test("a text field takes a variable of digits as text; an empty variable is set, and takes a default", async () => {
  const file = await load('name: p\nowner: "${env:ID}"\ndescription: "${env:EMPTY}"\ntags: { a: "${env:EMPTY:-d}" }\n', {
    environ: { ID: "007", EMPTY: "" },
  });
  expect([file.owner, file.description, file.tags["a"]]).toEqual(["007", "", "d"]);
});

test.each([
  ["${var.missing}", "CONFIG_UNRESOLVED"],
  ["${env:MISSING}", "CONFIG_UNRESOLVED"],
  ["${param.missing}", "CONFIG_UNRESOLVED"],
  ["${secret:a/b}", "CONFIG_UNRESOLVED"],
  ["${what}", "CONFIG_INVALID"],
  ["${unclosed", "CONFIG_INVALID"],
  ["a ${var.list}", "CONFIG_INVALID"],
])("%s is an error with its place", async (reference, code) => {
  const problems = await problemsOf(`name: p\nowner: "${reference}"\nvar: { list: [1] }\n`);
  expect(problems.find(({ path }) => path === "owner")).toMatchObject({ code, line: 2, column: 8 });
});

test("variables that refer to each other are shown as a circle", async () => {
  expect(await problemsOf('name: p\nvar: { a: "${var.b}", b: "x${var.a}" }\n')).toMatchObject([
    { line: 2, message: expect.stringContaining("b → a → b") },
    { line: 2, message: expect.stringContaining("a → b → a") },
  ]);
});

// --- secrets

const secrets = { get: async (scope: string, key: string) => (`${scope}/${key}` === "prod/token" ? "s3cr3t-value" : undefined) };

test("secrets arrive as Secret and never show", async () => {
  const text =
    'name: p\nvar: { t: "${secret:prod/token}" }\ntracking_config: { tracking_uri: "http://t", token: "${var.t}", password: "x-${secret:prod/token}" }\n';
  const file = await load(text, { secrets });
  expect(Secret.isInstance(file.trackingConfig.token)).toBe(true);
  expect(file.trackingConfig.token?.reveal()).toBe("s3cr3t-value");
  expect(file.trackingConfig.password?.reveal()).toBe("x-s3cr3t-value");
  for (const shown of [JSON.stringify(file), inspect(file, { depth: 9 }), `${file.trackingConfig.token}`]) {
    expect(shown).not.toContain("s3cr3t");
    expect(shown).toContain("***");
  }
});

test("by default they come from variables; the provider may be asked at once only if it answers at once", async () => {
  const file = files({ "p.yaml": 'name: p\ntracking_config: { token: "${secret:prod/api-token}" }\n' });
  const environ = { MLOPS_SECRET_PROD_API_TOKEN: "abcdef" };
  expect((await manager.loadPipelineFile(file, { environ })).trackingConfig.token?.reveal()).toBe("abcdef");
  expect(manager.loadFromYamlSync(file, { environ }).name).toBe("p");
  expect(() => manager.loadFromYamlSync(file, { environ, secrets })).toThrow(/secret:prod\/api-token/);
});

test("a secret outside a secret field is refused, and the message does not show it", async () => {
  const [problem] = await problemsOf('name: p\nowner: "${secret:prod/token}"\n', { secrets });
  expect(problem).toMatchObject({ path: "owner", line: 2, message: expect.stringContaining("a secret cannot stand here") });
  expect(inspect(problem)).not.toContain("s3cr3t");
});

test("digits are a secret too", async () => {
  const file = await load("name: p\ntracking_config: { token: '123456' }\n", { environ: { MLOPS__TRACKING_CONFIG__PASSWORD: "654321" } });
  expect([file.trackingConfig.token?.reveal(), file.trackingConfig.password?.reveal()]).toEqual(["123456", "654321"]);
});

// --- explain

test("explain gives every effective value, its layer and place, secrets hidden", async () => {
  const file = files({
    ...LAYERED,
    "pipeline.yaml": `${LAYERED["pipeline.yaml"]}tracking_config: { token: "\${secret:prod/token}" }\n`,
  });
  const values = await manager.explain(file, { env: "production", secrets, environ: { MLOPS__MODEL_CONFIG__SEED: "4" }, set: ["seed=9"] });
  const of = (key: string) => values.find((value) => value.key === key);
  expect(of("name")).toEqual({ key: "name", value: "p", layer: "file", where: `${file}:2:7` });
  expect(of("owner")).toEqual({ key: "owner", value: "environment", layer: "environment", where: `${file}:10:12` });
  expect(of("description")).toMatchObject({ layer: "environment_file", where: `${join(dirname(file), "config/production.yaml")}:1:14` });
  expect(of("model_config.seed")).toEqual({ key: "model_config.seed", value: 4, layer: "variable", where: "MLOPS__MODEL_CONFIG__SEED" });
  expect(of("seed")).toEqual({ key: "seed", value: 9, layer: "set", where: "--set seed=9" });
  expect(of("timeout_minutes")).toEqual({ key: "timeout_minutes", value: 60, layer: "default" });
  expect(of("data_config.exclude")).toMatchObject({ value: ["z"], layer: "environment" });
  expect(of("tracking_config.token")).toMatchObject({ value: "***", layer: "file" });
  expect(values.some(({ key }) => key.startsWith("environments"))).toBe(false);
});
