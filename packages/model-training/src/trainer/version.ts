import manifest from "../../package.json" with { type: "json" };

/** Version of this package, as bundles and graphs record it. */
export const VERSION: string = manifest.version;
