import { expect, test } from "vitest";
import { optionalPackage } from "./optional-package.ts";

test("a package that is not installed is told with the command that installs it; other failures are not hidden", async () => {
  const absent = () => optionalPackage("@mlops/absent", "the target local", () => import("@mlops/absent" as string));
  await expect(absent()).rejects.toMatchObject({
    code: "PACKAGE_MISSING",
    message: "the target local needs @mlops/absent",
    hint: "npm i @mlops/absent",
  });
  await expect(optionalPackage("x", "y", () => Promise.reject(new TypeError("a bug")))).rejects.toThrow("a bug");
});
