/** Where `${secret:scope/key}` finds its values. */
export interface SecretProvider {
  /** The value, or undefined where there is none. Only an asynchronous load may be given a promise. */
  get(scope: string, key: string): string | undefined | Promise<string | undefined>;
}

/** Secrets from environment variables: `scope/key` is `MLOPS_SECRET_SCOPE_KEY`, every character but letters and digits written `_`. */
export function environmentSecrets(environ: Readonly<Record<string, string | undefined>> = process.env): SecretProvider {
  return { get: (scope, key) => environ[`MLOPS_SECRET_${scope}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, "_")] };
}
