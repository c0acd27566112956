import type { LocalEndpoint, LocalEndpointChange } from "@mlops/models";
import fc from "fast-check";
import { expect, test } from "vitest";
import { besides, shareTraffic } from "../traffic.ts";
import { changed, sameVersions, settledVersions, versionsBefore } from "./history.ts";

const at = new Date(0);
const only = (version: string) => [{ version, modelUri: `models:/m/${version}`, weight: 100 }];
const first: LocalEndpoint = {
  name: "m",
  revision: 0,
  host: "127.0.0.1",
  port: 0,
  versions: only("1"),
  inferenceLog: true,
  history: [],
};
const after = (...changes: [LocalEndpointChange["action"], string][]) =>
  changes.reduce((endpoint, [action, version]) => changed(endpoint, { versions: only(version), action, at }), first);

test("a candidate that was cut off, and what a rollback took back, are no states", () => {
  const cut = after(["created", "1"], ["shifted", "2"], ["candidate", "3"]);
  expect(cut).toMatchObject({ revision: 3, versions: only("3") });
  expect(settledVersions(cut)).toEqual(only("2"));
  expect(versionsBefore(cut)).toEqual(only("1"));
  const failed = after(["created", "1"], ["shifted", "2"], ["candidate", "3"], ["rolled_back", "2"]);
  expect([settledVersions(failed), versionsBefore(failed)]).toEqual([only("2"), only("1")]);
  const back = after(["created", "1"], ["shifted", "2"], ["rolled_back", "1"]);
  expect([settledVersions(back), versionsBefore(back)]).toEqual([only("1"), undefined]);
});

test("a configuration without history serves what it lists, and the history stays short", () => {
  expect(settledVersions(first)).toEqual(only("1"));
  const long = after(...Array.from({ length: 150 }, (_, k): [LocalEndpointChange["action"], string] => ["shifted", String(k)]));
  expect(long).toMatchObject({ revision: 150, history: { length: 100 } });
  expect(settledVersions(long)).toEqual(only("149"));
});

const share = fc.record({ version: fc.integer({ min: 1, max: 9 }).map(String), weight: fc.integer({ min: 0, max: 100 }) });
const served = fc
  .uniqueArray(share, { selector: ({ version }) => version, maxLength: 6 })
  .map((shares) => shares.map((one) => ({ ...one, modelUri: `models:/m/${one.version}` })));

test("shares are whole numbers that sum to 100, the candidate's is what was asked where anything else is served", () => {
  fc.assert(
    fc.property(served, fc.integer({ min: 0, max: 100 }), (versions, percentage) => {
      const candidate = { version: "5", modelUri: "models:/m/5" };
      const shares = shareTraffic(versions, candidate, percentage);
      expect(shares.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
      expect(shares.every(({ weight }) => Number.isInteger(weight) && weight >= 0)).toBe(true);
      const others = versions.filter(({ version, weight }) => version !== "5" && weight > 0);
      expect(shares.find(({ version }) => version === "5")?.weight).toBe(others.length === 0 ? 100 : percentage);
      expect(sameVersions(shares, [...shares].reverse())).toBe(true);
      expect(besides(versions, candidate).filter(({ version }) => version === "5")).toEqual([{ ...candidate, weight: 0 }]);
    }),
    { numRuns: 200 },
  );
});
