import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { trackerContract } from "../testing/tracker-contract.ts";
import { openTracking, type Tracking } from "./open-tracking.ts";

describe("the embedded store keeps the contract of tracking", () => {
  let home: string;
  let tracking: Tracking;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "mlops-tracking-"));
    tracking = await openTracking({ home });
  });
  afterAll(async () => {
    await tracking.close();
    await rm(home, { recursive: true, force: true });
  });

  for (const one of trackerContract()) it(one.name, () => one.run(tracking));
});
