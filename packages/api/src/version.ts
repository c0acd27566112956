import manifest from "../package.json" with { type: "json" };

/** Version of this package, as `/version` and the metadata tell it. */
export const VERSION: string = manifest.version;
