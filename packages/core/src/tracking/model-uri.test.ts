import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArtifactPath, encodeArtifactPath } from "./artifact-path.ts";
import { parseModelUri } from "./model-uri.ts";

describe("parseModelUri", () => {
  it.each([
    ["models:/churn/3", { kind: "version", name: "churn", version: "3" }],
    ["models:/churn model/007", { kind: "version", name: "churn model", version: "7" }],
    ["models:/main.ml.churn@champion", { kind: "alias", name: "main.ml.churn", alias: "champion" }],
    ["models:/churn/latest", { kind: "latest", name: "churn" }],
    ["models:/m-0a1b", { kind: "logged-model", modelId: "m-0a1b" }],
    ["runs:/ab12/model", { kind: "run", runId: "ab12", path: "model" }],
    ["runs:/ab12/deep/model/", { kind: "run", runId: "ab12", path: "deep/model" }],
    ["./bundle", { kind: "folder", path: "./bundle" }],
    ["/abs/bundle", { kind: "folder", path: "/abs/bundle" }],
    ["file:///abs/a%20b", { kind: "folder", path: "/abs/a b" }],
  ])("reads %s", (uri, expected) => {
    expect(parseModelUri(uri)).toEqual(expected);
  });

  it.each([
    "",
    "models:/",
    "models:/churn",
    "models:/churn/",
    "models:/churn/v3",
    "models:/a/b/3",
    "models:/churn@",
    "models:/churn@a b",
    "models://host/churn/3",
    "runs:/ab12",
    "runs:/ab12/../x",
    "runs:/ab12/a//b",
    "s3://bucket/model",
    "dbfs:/model",
    "http://host/model",
    "file://host/share",
    "a\0b",
  ])("refuses %j", (uri) => {
    expect(() => parseModelUri(uri)).toThrow(expect.objectContaining({ code: "MODEL_URI_INVALID" }));
  });
});

describe("artifact paths", () => {
  it("never lead out of their root once they are accepted and encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", ".", "/", "%", "2", "e", "\\", " ", "é", "#", "?") }), (path) => {
        let accepted: string;
        try {
          accepted = checkArtifactPath(path);
        } catch {
          return;
        }
        const url = new URL(`http://host/root/${encodeArtifactPath(accepted)}`);
        expect(decodeURIComponent(url.pathname)).toBe(`/root/${path}`);
      }),
      { numRuns: 2000 },
    );
  });
});
