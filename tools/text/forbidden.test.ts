import { expect, test } from "vitest";
import { findForbidden } from "./forbidden.ts";

// Split, so that this file passes the check that it tests.
const slash = "/";

test.each([
  ["a.ts", `const url = "https:${slash}${slash}registry.${"example"}.com"`, "the host of a package registry"],
  ["a.ts", `read("${slash}root${slash}data.csv")`, "an absolute path of one machine"],
  ["a.md", `see ${slash}home${slash}ada${slash}project`, "an absolute path of one machine"],
  ["a.md", `copied from ${"prototype"}s${slash}drift`, "an experiment's folder"],
  ["a.md", `written to ${slash}tmp${slash}out.json`, "a temporary folder"],
])("%s: %s is %s", (file, text, what) => {
  expect(findForbidden(file, `fine\n${text}`)).toEqual([{ file, line: 2, text, what }]);
});

test("what merely looks alike passes", () => {
  const fine = ["Object.prototype.hasOwnProperty", `${slash}models${slash}root`, "a registry of models", `mkdtemp("${slash}tmp${slash}x")`];
  expect(findForbidden("a.ts", fine.join("\n"))).toEqual([]);
});

test("the registries of this machine are forbidden too", () => {
  expect(findForbidden("a.yaml", "tarball: https://mirror.internal/x.tgz", ["mirror.internal"])).toHaveLength(1);
});
