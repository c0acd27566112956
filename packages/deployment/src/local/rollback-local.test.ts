import { expect, test } from "vitest";
import { answer, configOf, deploy, deployerOf, endpointHome, weights } from "../__fixtures__/endpoint.ts";
import { aliased, newHome, register, times } from "../__fixtures__/models.ts";

test("puts back what was served before the last deployment, then what was before that, and the alias with it", async () => {
  const home = endpointHome();
  await deploy(home, await register(home, "twice", times(2)));
  await deploy(home, await register(home, "twice", times(3)), { trafficPercentage: 30 });
  await deploy(home, await register(home, "twice", times(4)));
  const once = await deployerOf().rollback({ home });
  expect(once).toMatchObject({
    status: "success",
    message: expect.stringContaining("serves version 1 with 70%, version 2 with 30% again at http"),
  });
  expect(once.details).toMatchObject({ former: [{ version: "3", weight: 100 }], alias: null });
  const twice = await deployerOf().rollback({ home });
  expect(twice.details).toMatchObject({ versions: [{ version: "1", weight: 100 }], alias: "champion" });
  expect(await answer(twice.details["url"] as string)).toEqual({ version: "1", prediction: 2 });
  expect(weights(configOf(home))).toEqual(["1: 100"]);
  expect(await aliased(home, "twice")).toBe("1");
  await expect(deployerOf().rollback({ home })).rejects.toMatchObject({
    code: "DEPLOYMENT_FAILED",
    message: expect.stringContaining("it has served nothing else before"),
  });
});

test("an endpoint that was never deployed is not known; a workspace's is not rolled back here", async () => {
  await expect(deployerOf().rollback({ home: newHome() })).rejects.toMatchObject({
    code: "ENDPOINT_UNKNOWN",
    fields: { available: "none" },
  });
  await expect(deployerOf({ target: "databricks" }).rollback({ home: newHome() })).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
});
