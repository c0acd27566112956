import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleSpec, bundleFiles } from "@mlops/core/bundle";
import { GraphBuilder, rawInput, regressionOutput, type SignatureColumn } from "@mlops/core/onnx";
import { openTracking } from "@mlops/core/tracking";
import { onTestFinished } from "vitest";

/** A folder of state for one test, removed after it. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "mlops-deployment-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

const column = (name: string, required: boolean): SignatureColumn => ({ name, type: "double", required });

interface Shape {
  /** What the golden rows promise; default what the graph gives. */
  readonly golden?: number;
  /** Input columns beside x, each ignored by the graph; a `?` makes one optional. */
  readonly more?: readonly string[];
}

/** A model that multiplies x by `factor`; of its golden rows one has no x, which no request may hold. */
export function times(factor: number, { golden = factor, more = [] }: Shape = {}): BundleSpec {
  const inputs = [column("x", true), ...more.map((name) => column(name.replace("?", ""), !name.endsWith("?")))];
  const graph = new GraphBuilder("times");
  const names = inputs.map((each) => rawInput(graph, each, inputs.length === 1).name);
  const scale = graph.constant({ type: "double", shape: [1, 1], data: [factor] });
  const outputs = regressionOutput(graph, graph.node("Mul", [names[0] as string, scale]));
  const columns = inputs.map(({ name }) => name);
  const row = (x: number | null) => [x, ...more.map((name) => (name.endsWith("?") ? null : 0))];
  return {
    graph: graph.build({ producer: "mlops", producerVersion: "0.0.0" }),
    signature: { inputs, outputs },
    inputExample: { columns, data: [row(1)] },
    goldenRows: {
      columns,
      data: [row(1.5), row(-3), row(null)],
      outputs: { prediction: [1.5 * golden, -3 * golden, null] },
      tolerance: 1e-12,
    },
    metadata: { task: "regression", estimator: "linear", target: "y", features: columns, versions: { core: "0.0.0" } },
  };
}

/** Registers a model in the embedded registry of `home`; gives the URI of its version. */
export async function register(home: string, name: string, spec: BundleSpec): Promise<string> {
  const { tracker, registry, close } = await openTracking({ home });
  try {
    const run = await tracker.startRun();
    const { modelId } = await run.logModel({ name: "model", files: (ids) => bundleFiles(spec, ids) });
    await run.end();
    const { version } = await registry.registerModel({ name, modelId });
    return `models:/${name}/${version}`;
  } finally {
    await close();
  }
}

/** Version that an alias names; undefined where it names none. */
export async function aliased(home: string, name: string, alias = "champion"): Promise<string | undefined> {
  const { registry, close } = await openTracking({ home });
  return registry
    .findByAlias(name, alias)
    .then((version) => version?.version)
    .finally(close);
}
