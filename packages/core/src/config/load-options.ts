import type { Json } from "@mlops/models";
import type { SecretProvider } from "./secret-provider.ts";

/** What loading a configuration takes; everything has a default. */
export interface LoadOptions {
  /** Environment whose settings apply. Default: the file's `environment`. */
  readonly env?: string | undefined;
  /** Values that win over every other layer: `["a.b=c"]`, or a record of dotted keys. Null deletes. */
  readonly set?: readonly string[] | Readonly<Record<string, Json>> | undefined;
  /** Values of `${var.x}`, over the file's `var`. */
  readonly vars?: Readonly<Record<string, Json>> | undefined;
  /** Values of `${param.x}`. */
  readonly params?: Readonly<Record<string, Json>> | undefined;
  /** Variables for `MLOPS__A__B` and `${env:NAME}`. Default `process.env`. */
  readonly environ?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where `${secret:scope/key}` is looked up. Default: variables named `MLOPS_SECRET_<SCOPE>_<KEY>`. */
  readonly secrets?: SecretProvider | undefined;
}
