import { ConfigError } from "@mlops/models";

/**
 * Loads a package that only some deployments need.
 * @throws ConfigError `PACKAGE_MISSING` with the command that installs it
 */
export async function optionalPackage<T>(name: string, feature: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const missing = code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`);
    if (missing) throw new ConfigError({ code: "PACKAGE_MISSING", feature, package: name, cause });
    throw cause;
  }
}
