import { MLOpsError, TrackingError } from "@mlops/models/errors";
import { checkArtifactPath, encodeArtifactPath } from "./artifact-path.ts";
import type { MlflowRest } from "./rest.ts";
import { ARTIFACTS } from "./transport.ts";
import { isRecord, listAt, optionalNumberAt, textAt } from "./wire.ts";

/** A file or folder below an artifact root. */
export interface ArtifactInfo {
  /** Relative to the root. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly size?: number;
}

/** Files of runs and models, which travel through the tracking server. Roots are `mlflow-artifacts:` URIs. */
export interface ArtifactClient {
  put(root: string, path: string, bytes: Uint8Array): Promise<void>;
  get(root: string, path: string): Promise<Uint8Array>;
  /** Direct children of a folder, by name. */
  list(root: string, folder?: string): Promise<ArtifactInfo[]>;
  /** Every file below a folder. */
  walk(root: string, folder?: string): Promise<ArtifactInfo[]>;
}

/** Path below the proxy of `mlflow-artifacts:/1/ab/artifacts`, with or without a host, or of the proxy's own URL. */
function proxied(root: string): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/.exec(root) ?? /^https?:\/\/.*\/mlflow-artifacts\/artifacts\/(.*)$/.exec(root);
  if (match === null) {
    const feature = `reading and writing artifacts at ${root.replace(/:.*/s, "")}: URIs`;
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature, hint: "start the MLflow server with --serve-artifacts (its default)" });
  }
  return (match[1] as string).replace(/\/+$/, "");
}

export function artifactClient(rest: MlflowRest): ArtifactClient {
  const urlOf = (root: string, path: string) => `${ARTIFACTS}/${encodeArtifactPath(`${proxied(root)}/${checkArtifactPath(path)}`)}`;

  async function list(root: string, folder = ""): Promise<ArtifactInfo[]> {
    const path = folder === "" ? proxied(root) : `${proxied(root)}/${checkArtifactPath(folder)}`;
    const body = (await rest.send({ method: "GET", path: ARTIFACTS, query: { path } })).json();
    if (!isRecord(body))
      throw new TrackingError({ code: "TRACKING_RESPONSE", url: rest.url + ARTIFACTS, detail: "the answer is not a JSON object" });
    return listAt(body, "files").map((file) => {
      const name = textAt(file, "path");
      const isFolder = file["is_dir"] === true;
      const size = optionalNumberAt(file, "file_size");
      return { path: folder === "" ? name : `${folder}/${name}`, isFolder, ...(isFolder || size === undefined ? {} : { size }) };
    });
  }

  async function walk(root: string, folder = ""): Promise<ArtifactInfo[]> {
    const found: ArtifactInfo[] = [];
    for (const entry of await list(root, folder)) {
      if (entry.isFolder) found.push(...(await walk(root, entry.path)));
      else found.push(entry);
    }
    return found;
  }

  return {
    list,
    walk,
    async put(root, path, bytes) {
      await rest.send({ method: "PUT", path: urlOf(root, path), bytes });
    },
    async get(root, path) {
      const response = await rest.send({ method: "GET", path: urlOf(root, path) }, `artifact "${path}"`);
      return response.bytes();
    },
  };
}
