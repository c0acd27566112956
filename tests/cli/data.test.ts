import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Project } from "./cli.ts";

let project: Project;
beforeAll(() => {
  project = new Project();
});
afterAll(() => project.remove());

describe("mlops data", () => {
  it("profiles a file, on the terminal, as JSON and as a page", async () => {
    const told = await project.run(["data", "profile", "customers.csv", "--report", "profile.html"]);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/^400 rows\ncolumn +kind +missing/) });
    expect(readFileSync(join(project.folder, "profile.html"), "utf8")).toContain("<h2>tenure</h2>");
    expect((await project.run(["data", "profile", "customers.csv", "--json"])).json).toMatchObject({ rows: 400, exitCode: 0 });
  });

  it("infers rules, checks a file against them, and ends with 4 where one is broken", async () => {
    const inferred = await project.run(["data", "infer", "customers.csv"]);
    writeFileSync(join(project.folder, "rules.json"), inferred.stdout);
    expect(await project.run(["data", "check", "customers.csv", "--rules", "rules.json"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^valid: \d+ rules hold on 400 rows\n$/),
    });
    const suite = {
      name: "s",
      expectations: [
        { type: "expect_column_values_to_be_between", kwargs: { column: "tenure", max_value: 10 } },
        { type: "expect_column_bootstrapped_ks_test_p_value_to_be_greater_than", kwargs: { column: "tenure" } },
      ],
    };
    writeFileSync(join(project.folder, "suite.json"), JSON.stringify(suite));
    const broken = await project.run(["data", "check", "customers.csv", "--rules", "suite.json", "--report", "check.html"]);
    expect(broken).toMatchObject({ code: 4, stdout: expect.stringContaining("not valid: 1 of 1 rules are broken") });
    expect(broken.stderr).toContain(
      "expectation 1 (expect_column_bootstrapped_ks_test_p_value_to_be_greater_than) is left out: there is no such rule",
    );
    expect(readFileSync(join(project.folder, "check.html"), "utf8")).toContain("0 expect_column_values_to_be_between");
    expect(await project.run(["data", "check", "customers.csv", "--rules", "none.json"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("CONFIG_FILE_UNREADABLE"),
    });
  });

  it("writes a declaration file of a pipeline's columns, and says when it is out of date", async () => {
    const types = join(import.meta.dirname, "types");
    for (const name of ["pipeline.yaml", "customers.csv", "columns.d.ts"])
      copyFileSync(join(types, name), join(project.folder, name === "pipeline.yaml" ? "types.yaml" : name));
    const written = readFileSync(join(types, "columns.d.ts"), "utf8").replace("pipeline.yaml", "types.yaml");
    const check = ["types", "types.yaml", "--output", "columns.d.ts", "--check"];
    expect(await project.run(check)).toMatchObject({ code: 1, stderr: expect.stringContaining("out of date") }); // the file has another name
    expect((await project.run(["types", "types.yaml", "--output", "columns.d.ts"])).code).toBe(0);
    expect(readFileSync(join(project.folder, "columns.d.ts"), "utf8")).toBe(written);
    expect(await project.run(check)).toMatchObject({ code: 0, stdout: "up to date: columns.d.ts\n" });
    expect(await project.run(["types", "types.yaml"])).toMatchObject({ code: 0, stdout: written });
    expect((await project.run(["types", "types.yaml", "--json"])).json).toMatchObject({ target: "churned", exitCode: 0 });
    expect(await project.run(["types", "types.yaml", "--check"])).toMatchObject({ code: 3 });
  });

  it("writes the types of a pipeline's columns", async () => {
    const told = await project.run(["data", "types", "pipeline.yaml"]);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('readonly tenure: "number"') });
  });
});
