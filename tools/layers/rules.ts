// Which package may import which: arrows go down only, siblings never import each other (see ARCHITECTURE.md).
// layers.test.ts proves that each rule catches what it forbids.
import type { IForbiddenRuleType } from "dependency-cruiser";

/** Published packages from the bottom layer up; a package may import only packages of the layers before its own. */
export const LAYERS: readonly (readonly string[])[] = [
  ["models"],
  ["core"],
  ["data", "feature-engineering", "model-training", "drift-detection", "databricks", "api"],
  ["monitoring", "deployment"],
  ["ml", "production", "all"],
];

/** Third-party packages that one place owns: everything else goes through it. */
export const OWNERS: Readonly<Record<string, string>> = {
  zod: "packages/models/",
  arquero: "packages/core/",
  undici: "packages/core/src/http/",
  yaml: "packages/core/",
  pino: "packages/core/",
  "@duckdb/node-bindings": "packages/data/",
};

const TEST = "\\.test(-d)?\\.ts$";
const KERNEL = "^packages/core/src/kernel/";
const literal = (text: string): string => text.replace(/[/.]/g, "\\$&");
const sources = (names: readonly string[]): string => `^packages/(${names.join("|")})/`;

const layerRules = LAYERS.flatMap((layer, level) =>
  layer.map((name) => {
    const below = LAYERS.slice(0, level).flat();
    return {
      name: `layer-${name}`,
      comment: `@mlops/${name} may import ${below.length === 0 ? "no package of ours" : below.join(", ")}`,
      severity: "error" as const,
      from: { path: sources([name]) },
      to: { path: "^(packages|apps|examples|bench|tests|tools)/", pathNot: sources([name, ...below]) },
    };
  }),
);

const ownerRules = Object.entries(OWNERS).map(([library, owner]) => ({
  name: `only-${owner.replace(/^packages\/|\/src|\/$/g, "").replace("/", "-")}-imports-${library.replace(/[@/]+/g, "-").replace(/^-/, "")}`,
  comment: `${library} is imported by ${owner} alone`,
  severity: "error" as const,
  from: { path: "^(packages|apps)/", pathNot: `^${literal(owner)}` },
  to: { path: `(^|node_modules/)${literal(library)}(/|$)` },
}));

/** Every rule, each with the name that a violation reports. */
export const FORBIDDEN: (IForbiddenRuleType & { readonly name: string })[] = [
  ...layerRules,
  ...ownerRules,
  {
    name: "kernel-is-pure",
    comment: "packages/core/src/kernel imports nothing outside itself except @mlops/models/errors and ml-matrix",
    severity: "error" as const,
    from: { path: KERNEL, pathNot: TEST },
    to: { pathNot: `${KERNEL}|^packages/models/src/errors/|node_modules/ml-matrix/` },
  },
  {
    name: "errors-are-pure",
    comment: "the kernel may import @mlops/models/errors because that imports nothing",
    severity: "error" as const,
    from: { path: "^packages/models/src/errors/", pathNot: TEST },
    to: { pathNot: "^packages/models/src/errors/" },
  },
  {
    name: "no-import-across-packages-by-path",
    comment: "another package is imported by its published name",
    severity: "error" as const,
    from: { path: "^(packages|apps)/([^/]+)/" },
    to: { path: "^(packages|apps)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
  },
  {
    name: "no-circles",
    comment: "modules that import each other in a circle cannot be read or loaded alone",
    severity: "error" as const,
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-unresolved",
    comment: "an import that resolves to nothing",
    severity: "error" as const,
    from: {},
    to: { couldNotResolve: true },
  },
];
