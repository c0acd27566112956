import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { writeFileWhole } from "@mlops/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Document, Project, type Started } from "./cli.ts";

const execute = promisify(execFile);
let project: Project;
beforeAll(async () => {
  project = new Project();
  expect(await project.run(["run", "pipeline.yaml"])).toMatchObject({ code: 0 });
});
afterAll(() => project.remove());

/** Waits until the command has printed where it serves; resolves with what it printed. */
function serving({ child, ended }: Started, until: RegExp): Promise<string> {
  let seen = "";
  return new Promise((done, fail) => {
    child.stdout?.on("data", (text: string) => {
      seen += text;
      if (until.test(seen)) done(seen);
    });
    void ended.then((end) => fail(new Error(`it ended with ${end.code}:\n${end.stderr}`)));
  });
}

describe("mlops serve", () => {
  it("serves a registered model, prints a request that works as it stands, logs it, and ends well on Ctrl-C", async () => {
    const started = project.start(["serve", "churn=models:/churn@challenger"]);
    const printed = await serving(started, /metrics\n$/);
    expect(printed).toContain("serving churn (version 1) at http://127.0.0.1:");
    const command = /curl (.+)\n/.exec(printed)?.[1] as string;
    const { stdout } = await execute("bash", ["-c", `printf '%s\\n' ${command}`]); // the arguments as a shell reads them
    const [url = "", , header = "", , body = ""] = stdout.trimEnd().split("\n");
    const response = await fetch(url, { method: "POST", headers: [header.split(": ") as [string, string]], body });
    expect(((await response.json()) as Document)["predictions"]).toEqual([
      { label: expect.stringMatching(/^(yes|no)$/), probability_no: expect.any(Number), probability_yes: expect.any(Number) },
    ]);
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 0, signal: null });
    const logs = project.files().filter((file) => /^inference\/date=.*\/churn\.[^/]*\.ndjson$/.test(file));
    expect(logs).toHaveLength(1);
    expect(JSON.parse(project.read(logs[0] as string))).toMatchObject({ row_index: 0, model: "churn", version: "1" });
  });

  it("serves the only endpoint, and tells it as one document", async () => {
    expect(await project.run(["serve"])).toMatchObject({ code: 3, stderr: expect.stringContaining("there is no endpoint in") });
    const versions = [{ version: "1", modelUri: "models:/churn/1", weight: 100 }];
    const endpoint = { name: "live", revision: 1, versions, inferenceLog: false };
    writeFileWhole(`${project.home}/endpoints/live/config.json`, JSON.stringify(endpoint));
    const started = project.start(["serve", "--json"]);
    const { url, models } = JSON.parse(await serving(started, /\n$/)) as Document;
    expect(models).toEqual([{ name: "live", versions: ["1"] }]);
    expect((await fetch(`${url}/v2/models/live/ready`)).status).toBe(200);
    expect(JSON.parse(project.read("endpoints/live/server.json"))).toMatchObject({ pid: started.child.pid, url });
    const second = await project.run(["serve", "live", "--json"]);
    expect(second).toMatchObject({ code: 1, json: { error: { code: "ENDPOINT_SERVED" } } });
    started.child.kill("SIGTERM");
    expect(await started.ended).toMatchObject({ code: 0 });
    expect(project.files()).not.toContain("endpoints/live/server.json");
  });

  it("tells what is wrong: a taken port, an unknown model or endpoint, a wrong name", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as { port: number };
    const taken = await project.run(["serve", "churn=models:/churn/1", "--port", String(port)]);
    other.close();
    expect(taken).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringMatching(`ADDRESS_UNAVAILABLE .*127.0.0.1:${port}.*\n.*another port`),
    });
    const unknown = await project.run(["serve", "churn=models:/none/1"]);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("TRACKING_NOT_FOUND") });
    const endpoint = await project.run(["serve", "none"]);
    expect(endpoint).toMatchObject({ code: 3, stderr: expect.stringContaining("ENDPOINT_UNKNOWN") });
    expect(await project.run(["serve", "a=b", "c"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('"c" is no <name>=<model URI>'),
    });
  });
});
