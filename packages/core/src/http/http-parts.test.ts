import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { basicAuth } from "./auth-provider.ts";
import { connectionFailure } from "./connection-failure.ts";
import { deadline } from "./deadline.ts";
import { parseJsonInt64 } from "./json-int64.ts";
import { redactUrl, scrub } from "./redact.ts";
import { backoffDelay, parseRetryAfter, retryPolicy } from "./retry-policy.ts";

describe("parseRetryAfter", () => {
  it("reads seconds and dates, never a negative wait", () => {
    expect(parseRetryAfter("1.5", 0)).toBe(1500);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 4000)).toBe(6000);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 40_000)).toBe(0);
    expect(parseRetryAfter("soon", 0)).toBeUndefined();
    expect(parseRetryAfter(undefined, 0)).toBeUndefined();
  });
});

describe("backoffDelay", () => {
  it("doubles up to the maximum, within the upper half", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, random) => {
        const policy = retryPolicy({ baseDelayMs: 100, maxDelayMs: 3000, random: () => random });
        const full = Math.min(3000, 100 * 2 ** n);
        const delay = backoffDelay(policy, n);
        expect(delay).toBeGreaterThanOrEqual(full / 2);
        expect(delay).toBeLessThanOrEqual(full);
      }),
    );
  });
});

describe("parseJsonInt64", () => {
  it("keeps every integer exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(BigInt((parseJsonInt64(`[${value}]`) as [number | bigint])[0])).toBe(value);
      }),
    );
  });

  it("leaves strings, floats and exponents as JSON.parse does", () => {
    expect(parseJsonInt64('["9007199254740993", 1e300, 9007199254740993.5]')).toEqual(["9007199254740993", 1e300, 9007199254740994]);
    expect(() => parseJsonInt64("{")).toThrow(SyntaxError);
  });
});

describe("redaction", () => {
  it("masks secrets in URLs and drops what is no URL's query", () => {
    expect(redactUrl("https://u:p@h:1/p?X-Amz-Signature=a&q=a%20b#frag")).toBe("https://h:1/p?X-Amz-Signature=***&q=a%20b");
    expect(redactUrl("not a url?token=1")).toBe("not a url");
  });

  it("scrubs long secrets and leaves short ones", () => {
    expect(scrub("key abcd and a", ["abcd", "a"])).toBe("key *** and a");
  });
});

describe("connectionFailure", () => {
  it("finds the code in causes and in each address tried", () => {
    const nested = Object.assign(new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })]), {});
    expect(connectionFailure({ cause: nested })).toMatchObject({ kind: "unreachable", unsent: true });
    expect(connectionFailure({ code: "UND_ERR_BODY_TIMEOUT" })).toMatchObject({ kind: "timeout" });
    expect(connectionFailure({ code: "CERT_HAS_EXPIRED" })).toMatchObject({ kind: "unreachable" });
    expect(connectionFailure(new TypeError("a bug"))).toBeUndefined();
  });
});

describe("deadline", () => {
  it("fires at once for a signal that is aborted, and never without a limit", () => {
    const limit = deadline(Number.POSITIVE_INFINITY, [AbortSignal.abort("why"), undefined]);
    expect(limit.signal.aborted).toBe(true);
    expect(limit.expired()).toBe(false);
    limit.clear();
  });
});

describe("basicAuth", () => {
  it("encodes in UTF-8", () => {
    const signal = new AbortController().signal;
    expect(basicAuth("é", "ü").authorization({ renew: false, signal })).toBe("Basic w6k6w7w=");
  });
});
