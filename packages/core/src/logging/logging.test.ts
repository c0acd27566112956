import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LogLevel, Secret } from "@mlops/models";
import { expect, test } from "vitest";
import { logContext, withLogContext } from "./context.ts";
import { setupLogger } from "./logger.ts";
import { registerSecret, registerSecrets, scrub } from "./scrub.ts";
import { type LogRecord, redirectLogs } from "./sink.ts";

const fixture = fileURLToPath(new URL("./__fixtures__/log-child.ts", import.meta.url));
const child = (...args: string[]) => spawnSync(process.execPath, ["--conditions=@mlops/source", fixture, ...args], { encoding: "utf8" });

function recorded(work: () => void): LogRecord[] {
  const records: LogRecord[] = [];
  const undo = redirectLogs((record) => records.push(record));
  try {
    work();
  } finally {
    undo();
  }
  return records;
}

test("pino is loaded by the first line, not by importing or making a logger", () => {
  const { stdout } = child("loads");
  expect(JSON.parse(stdout)).toEqual({ imported: false, made: false, silent: false, written: true });
});

test("a line is JSON on stderr with level, time, name and where it belongs; stdout stays clean", () => {
  const { stdout, stderr } = child("line");
  expect(stdout).toBe("");
  const line = JSON.parse(stderr);
  expect(line).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    name: "quality",
    run: "r1",
    stage: "s",
    attempt: 2,
    n: 1,
    msg: "token is ***",
  });
});

test("a closed stderr does not end the process", () => {
  expect(
    execFileSync("bash", ["-c", `"$0" --conditions=@mlops/source "$1" line 2>&-; echo "code $?"`, process.execPath, fixture], {
      encoding: "utf8",
    }),
  ).toBe("code 0\n");
});

test("levels: below the logger's nothing is written, silent writes nothing", () => {
  const say = (level: LogLevel) =>
    recorded(() => {
      const logger = setupLogger("l", level);
      for (const method of ["trace", "debug", "info", "warn", "error", "fatal"] as const) logger[method](method);
    }).map(({ message }) => message);
  expect(say(LogLevel.TRACE)).toEqual(["trace", "debug", "info", "warn", "error", "fatal"]);
  expect(say(LogLevel.WARNING)).toEqual(["warn", "error", "fatal"]);
  expect(say(LogLevel.SILENT)).toEqual([]);
  expect(setupLogger("l").isEnabled(LogLevel.DEBUG)).toBe(false);
});

test("children add fields; context nests and crosses awaits", async () => {
  const records: LogRecord[] = [];
  const undo = redirectLogs((record) => records.push(record));
  const logger = setupLogger("l").child({ a: 1 }).child({ b: 2 });
  await withLogContext({ run: "r" }, async () => {
    await Promise.resolve();
    await withLogContext({ stage: "s" }, async () => logger.info("m", { c: new Date(0), d: Number.NaN }));
  });
  undo();
  expect(records).toEqual([
    {
      level: "info",
      name: "l",
      message: "m",
      context: { run: "r", stage: "s" },
      fields: { a: 1, b: 2, c: "1970-01-01T00:00:00.000Z", d: null },
    },
  ]);
  expect(logContext()).toEqual({});
});

test("registered secrets are scrubbed from texts, keys and nested fields, also escaped or URL-encoded, the longest first", () => {
  registerSecret(new Secret("p@ss word/1"));
  registerSecrets({ a: [new Secret("p@ss word/1 and more")], b: null });
  const [record] = recorded(() =>
    setupLogger("l").info("p@ss word/1 and more", { url: "http://h?t=p%40ss%20word%2F1", deep: [{ "p@ss word/1": "p@ss word/1!" }] }),
  );
  expect(record).toMatchObject({ message: "***", fields: { url: "http://h?t=***", deep: [{ "***": "***!" }] } });
});

test("a secret too short to scrub from words is still hidden as a Secret", () => {
  registerSecret(new Secret("ab"));
  expect(scrub("about")).toBe("about");
  const [record] = recorded(() => setupLogger("l").info("m", { token: new Secret("ab") }));
  expect(record?.fields).toEqual({ token: "***" });
});
