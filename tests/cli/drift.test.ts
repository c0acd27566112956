import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../../apps/cli/src/program.ts";
import { type Document, HALF_WRITTEN, Project } from "./cli.ts";

let project: Project;
const at = (name: string) => join(project.folder, name);
const without = ["--exclude", "id", "--exclude", "churned"];

/** The command line in this process: what it printed, and the code it would end with. */
async function here(...args: string[]): Promise<{ code: number; stdout: string; stderr: string; json: Document }> {
  const told = { code: 0, stdout: "", stderr: "" };
  const out = (text: string) => {
    told.stdout += text;
  };
  const err = (text: string) => {
    told.stderr += text;
  };
  const exit = (code: number) => {
    told.code = code;
  };
  const given = args.map((arg) => (/\.(csv|json|profile|html)$/.test(arg) ? at(arg) : arg));
  const terminal = { out, err, live: false, columns: 100, colour: false };
  await program({ terminal, exit }).parseAsync([...given, "--home", project.home], { from: "user" });
  return Object.defineProperty(told as never, "json", { get: () => JSON.parse(told.stdout) as Document });
}

beforeAll(async () => {
  project = new Project();
  const moved = readFileSync(at("customers.csv"), "utf8")
    .split("\n")
    .slice(1, 301)
    .map((line) => line.split(","));
  const rows = moved.map(([id, tenure, plan, visits, churned], i) =>
    [id, Number(tenure) + 30, i % 2 ? "gold" : plan, visits, churned].join(","),
  );
  project.write("moved.csv", `id,tenure,plan,visits,churned\n${rows.join("\n")}\n`);
  await here("drift", "profile", "customers.csv", "--output", "before.json", ...without);
  await here("drift", "profile", "moved.csv", "--output", "now.profile", ...without);
});
afterAll(() => project.remove());

describe("mlops drift profile", () => {
  it("saves JSON or the compact form, and changes one into the other", async () => {
    const told = await here("drift", "profile", "before.json", "--output", "before.profile", "--json");
    const bytes = statSync(at("before.profile")).size;
    expect(told.json).toEqual({ profile: at("before.profile"), rows: 400, columns: 3, bytes, exitCode: 0 });
    expect(bytes).toBeLessThan(statSync(at("before.json")).size);
    await here("drift", "profile", "before.profile", "--output", "again.json");
    expect(readFileSync(at("again.json"), "utf8")).toBe(readFileSync(at("before.json"), "utf8"));
  });

  it("adds rows and profiles", async () => {
    await here("drift", "profile", "moved.csv", "--merge", "before.json", "--output", "grown.json", ...without);
    const merged = await here("drift", "profile", "merge", "before.json", "now.profile", "--output", "merged.json");
    expect(merged.stdout).toMatch(/^profile +700 rows, 3 columns: .*merged\.json \([\d,]+ bytes\)\n$/);
    const [grown, all] = ["grown.json", "merged.json"].map((name) => JSON.parse(readFileSync(at(name), "utf8")) as Document);
    expect(grown).toMatchObject({ rows: 700, columns: { plan: all?.["columns"].plan } });
    expect(project.files(project.folder).filter((name) => HALF_WRITTEN.test(name))).toEqual([]);
  });
});

describe("mlops drift check", () => {
  it("gives the verdict of the short form, of tables and of profiles on either side, and ends with 6 where asked", async () => {
    const args = ["moved.csv", "--critical", "tenure", ...without];
    const tables = await project.run(["drift", "check", "customers.csv", ...args, "--fail-on-drift"]);
    expect(tables).toMatchObject({
      code: 6,
      stdout: expect.stringMatching(/^feature +verdict .*\ntenure +drifted[\s\S]*\ndrift +found: 2 of 3 /),
    });
    expect((await here("drift", "customers.csv", ...args)).stdout).toBe(tables.stdout);
    const verdicts = (of: Document) => of["details"].drift.features.map(({ name, drifted }: Document) => [name, drifted]).sort();
    const exact = await here("drift", "customers.csv", ...args, "--json");
    expect(exact.code).toBe(0);
    for (const [reference, current] of [
      ["before.json", "moved.csv"],
      ["customers.csv", "now.profile"],
      ["before.json", "now.profile"],
    ] as const) {
      const found = await here("drift", "check", reference, current, "--critical", "tenure", ...without, "--fail-on-drift", "--json");
      expect(found.code).toBe(6);
      expect(found.json).toMatchObject({
        exitCode: 6,
        report: null,
        details: { hasDrift: true, reference: { rows: 400 }, current: { rows: 300 } },
      });
      expect(verdicts(found.json)).toEqual(verdicts(exact.json));
    }
  });
});

describe("mlops drift report", () => {
  it("writes one page, of tables and of profiles, and the same as JSON", async () => {
    const told = await here("drift", "report", "customers.csv", "moved.csv", "--output", "tables.html", ...without);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/^drift +found: 2 of 3 .*\nreport +.*tables\.html\n$/) });
    const found = await here("drift", "report", "before.json", "now.profile", "--output", "profiles.html", "--json", "--fail-on-drift");
    expect(found.code).toBe(6);
    expect(found.json).toMatchObject({ report: at("profiles.html"), drift: { hasDrift: true, compared: 3 }, exitCode: 6 });
    expect(found.json["drift"].distributions).toHaveLength(3);
    for (const [name, title] of [
      ["tables.html", "moved.csv against customers.csv"],
      ["profiles.html", "now.profile against before.json"],
    ] as const) {
      const page = readFileSync(at(name), "utf8");
      expect(page).toContain(title);
      expect(page.length).toBeLessThan(200_000);
      expect(page).not.toMatch(/(?:src|href)=|url\(|<script|@import/);
    }
  });

  it("options before its name count too", async () => {
    const found = await here("drift", "--json", "--critical", "tenure", "report", "before.json", "now.profile", "--output", "early.html");
    expect(found.json["drift"].critical).toEqual(["tenure"]);
  });
});

it("wrong usage names the help of the very command", async () => {
  const ended = await project.run(["drift", "report", "customers.csv", "moved.csv"]);
  expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining("see: mlops drift report --help") });
});

describe("what cannot be compared is an error that says so", () => {
  it.each([
    [
      "a page as a profile",
      ["profile", "merge", "before.json", "page.html", "--output", "x.json"],
      "page.html is malformed: it is no profile",
    ],
    ["a table as a compact profile", ["check", "table.profile", "moved.csv"], "table.profile is malformed: it is no profile"],
    [
      "a profile of another version",
      ["check", "v2.json", "moved.csv"],
      "v2.json is malformed: the profile holds a value that is not allowed: its version is 2",
    ],
    ["profiles of other columns", ["profile", "merge", "before.json", "other.json", "--output", "x.json"], 'there is no column "'],
    ["a column that neither side has", ["check", "before.json", "now.profile", "--critical", "gone"], 'there is no column "gone"'],
    ["one profile to merge", ["profile", "merge", "before.json", "--output", "x.json"], "nothing to merge with"],
    ["a profile named as a table", ["profile", "moved.csv", "--output", "x.csv"], "x.csv is no profile"],
    ["a page named as a profile", ["report", "before.json", "moved.csv", "--output", "x.json"], "x.json is no page"],
    [
      "windows of a profile",
      ["check", "before.json", "now.profile", "--timestamp", "at"],
      "--timestamp needs rows, and now.profile is a profile",
    ],
    ["a file that is not there", ["check", "before.json", "none.csv"], "none.csv"],
    ["options of pipeline files", ["--set", "a=1", "check", "before.json", "now.profile"], "--set is for a pipeline file"],
  ])("%s", async (_, args, told) => {
    project.write("page.html", "<p>");
    project.write("table.profile", "a\n1\n");
    project.write("v2.json", '{"version":2,"rows":1,"columns":{}}');
    project.write("other.json", JSON.stringify({ ...JSON.parse(readFileSync(at("before.json"), "utf8")), columns: {} }));
    const ended = await here("drift", ...args);
    expect([1, 3]).toContain(ended.code);
    expect(ended.stderr).toContain(told);
    expect(project.files(project.folder)).not.toContain("x.json");
  });
});
