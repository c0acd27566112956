import { expectTypeOf, test } from "vitest";
import { ConfigError, DataError, type ErrorCode, MLOpsError, NotFittedError } from "./index.ts";

test("a class takes its own codes only", () => {
  new DataError({ code: "TABLE_EMPTY" });
  new NotFittedError({ what: "the scaler" });
  // @ts-expect-error a code of ConfigError
  new DataError({ code: "CONFIG_INVALID" });
  // @ts-expect-error no such code
  new MLOpsError({ code: "OOPS" });
});

test("isInstance narrows", () => {
  const error: unknown = null;
  if (ConfigError.isInstance(error)) expectTypeOf(error).toEqualTypeOf<ConfigError>();
  if (MLOpsError.isInstance(error)) expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
});
