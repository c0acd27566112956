import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HALF_WRITTEN, Project, type Started } from "./cli.ts";

let project: Project;
beforeAll(async () => {
  project = new Project();
  expect(await project.run(["run", "pipeline.yaml"])).toMatchObject({ code: 0 });
});
afterAll(() => {
  for (const file of project.files().filter((name) => name.endsWith("server.json")))
    process.kill(JSON.parse(project.read(file)).pid, "SIGTERM");
  project.remove();
});

const DEPLOYMENT = `deployment_config:
  endpoint_name: live
  batch: { input: customers.csv, output: scored.parquet, keep: [id] }
`;

/** The version that answers a request to an endpoint; undefined where nothing does. */
async function answering(url: string): Promise<string | undefined> {
  const body = JSON.stringify({ dataframe_records: [{ tenure: 3, plan: "pro", visits: 5 }] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/invocations`, { method: "POST", headers, body }).catch(() => undefined);
  return answer === undefined ? undefined : ((await answer.json()) as { predictions: { label: string }[] }).predictions[0]?.label;
}

function printed({ child, ended }: Started, until: RegExp): Promise<string> {
  let seen = "";
  return new Promise((done, fail) => {
    child.stdout?.on("data", (text: string) => {
      seen += text;
      if (until.test(seen)) done(seen);
    });
    void ended.then((end) => fail(new Error(`it ended with ${end.code}:\n${end.stderr}`)));
  });
}

describe("mlops deploy", () => {
  it("serves until Ctrl-C, then the server is gone", async () => {
    const started = project.start(["deploy", "models:/churn@challenger"]);
    const text = await printed(started, /the server stays and the command ends\n$/);
    expect(text).toMatch(
      /^endpoint churn serves models:\/churn\/1 at http:\/\/127\.0\.0\.1:\d+\ngolden {3}agree on \d+ rows: largest difference [\d.e-]+, allowed 1e-6, over HTTP\n/,
    );
    expect(text).toContain("requests 100% version 1\nalias    champion names version 1\n");
    const url = /at (http:\S+)/.exec(text)?.[1] as string;
    expect(await answering(url)).toMatch(/^(yes|no)$/);
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 0, signal: null });
    expect(await answering(url)).toBeUndefined();
    expect(project.files().filter((name) => name.endsWith("server.json"))).toEqual([]);
  });

  it("detached ends at once; the next version shares the requests, then is rolled back", async () => {
    const first = await project.run(["deploy", "models:/churn/1", "--detach", "--json"]);
    expect(first).toMatchObject({ code: 0, json: { status: "success", exitCode: 0, endpoint: { changed: false, lifetime: "detached" } } });
    expect(await project.run(["train", "pipeline.yaml", "--seed", "4"])).toMatchObject({ code: 0 });
    const shared = await project.run(["deploy", "models:/churn@challenger", "--traffic", "30", "--detach"]);
    expect(shared.stdout).toContain("requests 70% version 1, 30% version 2\nalias    not set: version 2 does not get every request\n");
    expect(shared.stderr).toContain("· asks golden rows over HTTP\n");
    const back = await project.run(["deploy", "--rollback"]);
    expect(back).toMatchObject({ code: 0, stdout: expect.stringMatching(/^endpoint churn serves version 1 again at http/) });
    expect(await answering(first.json["endpoint"].url)).toMatch(/^(yes|no)$/);
  });

  it("runs the deployment of a pipeline file; `run` does it after training, and its server ends with the run", async () => {
    project.write("deploy.yaml", project.yaml({ top: DEPLOYMENT }));
    const run = await project.run(["run", "deploy.yaml"]);
    expect(run.stdout).toMatch(
      /batch +400 rows scored: .*scored\.parquet\nendpoint live served models:\/churn\/3 at http\S+ until the run was over\n/,
    );
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/next +pnpm mlops score .*\n +pnpm mlops serve live .*\n$/) });
    const page = readFileSync(/report +(\S+)/.exec(run.stdout)?.[1] as string, "utf8");
    expect(page).toContain("endpoint over HTTP");
    await delay(100);
    expect(existsSync(join(project.home, "endpoints/live/server.json"))).toBe(false);
    const again = await project.run(["deploy", "deploy.yaml", "--detach", "--json"]);
    expect(again.json).toMatchObject({ batch: { cached: true, rows: 400 }, endpoint: { endpoint: "live", changed: false, version: "3" } });
    expect(project.files().filter((name) => HALF_WRITTEN.test(name))).toEqual([]);
  });

  it("deploys to a workspace, with credentials of the environment, and tells a refused token without showing it", async () => {
    const workspace = await startFakeWorkspace();
    workspace.addVersion("main.sales.churn", "1");
    const env = { DATABRICKS_HOST: workspace.url, DATABRICKS_TOKEN: TOKEN };
    const args = ["deploy", "models:/main.sales.churn/1", "--target", "databricks"];
    const ended = await project.run(args, { env });
    expect(ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("golden   not asked: models:/main.sales.churn/1 is not known on this machine"),
    });
    expect(ended.stdout).toContain("alias    champion names version 1");
    const refused = await project.run([...args, "--json"], { env: { ...env, DATABRICKS_TOKEN: "dapi-of-somebody" } });
    expect(refused).toMatchObject({ code: 1, json: { error: { code: "DATABRICKS_REQUEST", status: 401 } } });
    expect(refused.stdout + refused.stderr).not.toContain("dapi-of-somebody");
    await workspace.close();
  });

  it.each([
    [["deploy"], 3, "nothing says what to deploy"],
    [["deploy", "--rollback", "--endpoint", "nobody"], 3, "ENDPOINT_UNKNOWN"],
    [["deploy", "models:/churn/1", "--traffic", "101"], 3, "trafficPercentage"],
    [["deploy", "pipeline.yaml"], 3, "there is no deployment stage to run"],
  ])("%j ends with %i", async (args, code, told) => {
    const ended = await project.run(args, { env: { HOME: project.folder, DATABRICKS_HOST: "" } });
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(told) });
  });
});
