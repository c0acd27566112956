import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Project } from "./cli.ts";

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

describe("mlops init", () => {
  it("begins a project that runs, over made-up customers, the same every time", async () => {
    const begun = await project.run(["init", "first"]);
    expect(begun).toMatchObject({ code: 0, stderr: "" });
    expect(begun.stdout).toMatch(
      /wrote {2}first\/customers\.csv\nwrote {2}first\/pipeline\.yaml\nwrote {2}first\/\.gitignore\nnext {3}mlops run first\/pipeline\.yaml/,
    );
    const ran = await project.run(["run", "first/pipeline.yaml", "--json"]);
    expect(ran.json).toMatchObject({ status: "success", exitCode: 0, details: { counts: { success: 3 } } });
    await project.run(["init", "second"]);
    const read = (name: string) => readFileSync(join(project.folder, name), "utf8");
    expect(read("second/customers.csv")).toBe(read("first/customers.csv"));
  });

  it("overwrites nothing", async () => {
    const before = readFileSync(join(project.folder, "pipeline.yaml"), "utf8");
    const ended = await project.run(["init", "."]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/FILE_UNWRITABLE.*pipeline\.yaml.*exists already/) });
    expect(readFileSync(join(project.folder, "pipeline.yaml"), "utf8")).toBe(before);
  });

  it("writes rules that the given rows keep, and leaves identifiers out of the features", async () => {
    project.write(
      "rows.csv",
      `id,plan,spent\n${Array.from({ length: 200 }, (_, i) => `r-${i},${i % 3 ? "a" : "no"},${i * 2}`).join("\n")}\n`,
    );
    const begun = await project.run(["init", "own", "--data", "rows.csv", "--target", "plan", "--json"]);
    expect(begun.json).toMatchObject({ status: "success", exitCode: 0 });
    const yaml = readFileSync(join(project.folder, "own/pipeline.yaml"), "utf8");
    expect(yaml).toContain("source: ../rows.csv");
    expect(yaml).toContain('{ type: in_set, column: plan, values: ["a", "no"] }');
    expect(yaml).toContain("{ type: unique, column: id }");
    expect(yaml).toContain("exclude: [id]");
    expect(await project.run(["validate", "own/pipeline.yaml"])).toMatchObject({ code: 0 });
  });

  it.each([
    ["no target", ["--data", "customers.csv"], /PARAMETER_INVALID --target.*names the column to predict/],
    ["a misspelt target", ["--data", "customers.csv", "--target", "chruned"], /PARAMETER_INVALID --target.*did you mean "churned"/],
    ["no such file", ["--data", "nothing.csv", "--target", "x"], /FILE_UNREADABLE.*nothing\.csv/],
  ])("%s is told, and nothing is written", async (_, args, told) => {
    const ended = await project.run(["init", "own", ...args]);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(told);
    expect(existsSync(join(project.folder, "own"))).toBe(false);
  });
});

describe("mlops doctor", () => {
  it("finds a machine on which a run works", async () => {
    const ended = await project.run(["doctor", "pipeline.yaml", "--json"]);
    expect(ended).toMatchObject({ code: 0 });
    const findings = ended.json["findings"] as { check: string; status: string }[];
    expect(findings.map(({ check }) => check)).toEqual([
      "node",
      "machine",
      "threads",
      "home",
      "files",
      "tracking",
      "databricks",
      "pipeline",
    ]);
    expect(findings.filter(({ status }) => status === "failed")).toEqual([]);
  });

  it("names what is missing and what to try, and ends with 1", async () => {
    project.write("wrong.yaml", project.yaml().replace("source: customers.csv", "source: nothing.csv"));
    const ended = await project.run(["doctor", "wrong.yaml", "--tracking-uri", "http://127.0.0.1:9"], {
      env: { DATABRICKS_HOST: "example.test", DATABRICKS_TOKEN: "dapi-very-secret" },
    });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/✗ tracking +TRACKING_UNREACHABLE/);
    expect(ended.stdout).toMatch(/✗ pipeline/);
    expect(ended.stdout).toMatch(/✓ databricks +https:\/\/example\.test, pat/);
    expect(ended.stdout + ended.stderr).not.toContain("dapi-very-secret");
  });
});
