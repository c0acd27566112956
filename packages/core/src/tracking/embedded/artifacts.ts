import { invalid, missing } from "./api-error.ts";
import type { Operation } from "./context.ts";
import type { TrackingDatabase } from "./database.ts";
import { type Fields, optionalString, requiredString } from "./fields.ts";
import { loggedModelOf } from "./logged-models.ts";
import { runOf } from "./run-rows.ts";
import { unlessEmpty } from "./wire-json.ts";

const SCHEME = "mlflow-artifacts:/";

/** A path below the artifact root without empty parts; everything that could lead out of it is refused. */
function safePath(path: string): string {
  let decoded = path;
  for (let once = ""; once !== decoded; ) {
    once = decoded;
    try {
      decoded = decodeURIComponent(once);
    } catch {
      break;
    }
  }
  const unsafe =
    /[#\\\p{Cc}]/u.test(decoded) || decoded.startsWith("/") || decoded.split("/").some((part) => part === ".." || part === ".");
  if (unsafe || /^[a-z]:/i.test(decoded)) throw invalid(`"${decoded}" is not a path below the artifact root`);
  return decoded.split("/").filter(Boolean).join("/");
}

interface ArtifactRow {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export const putArtifact: Operation = async ({ database, blobs }, { path, bytes }) => {
  const name = safePath(path["path"] ?? "");
  if (name === "") throw invalid("the artifact has no name");
  const sha256 = await blobs.put(bytes);
  return database.write(() => {
    const parts = name.split("/");
    for (let i = 1; i < parts.length; i++) {
      const folder = parts.slice(0, i).join("/");
      if (database.get("SELECT 1 FROM artifacts WHERE path = ?", folder)) throw invalid(`"${folder}" is a file, not a folder`);
    }
    if (database.get("SELECT 1 FROM artifacts WHERE path >= ? AND path < ? LIMIT 1", `${name}/`, `${name}0`)) {
      throw invalid(`"${name}" is a folder, not a file`);
    }
    database.run("INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?)", name, sha256, bytes.length);
    return {};
  });
};

export const getArtifact: Operation = async ({ database, blobs }, { path }) => {
  const name = safePath(path["path"] ?? "");
  const row = database.get<ArtifactRow>("SELECT * FROM artifacts WHERE path = ?", name);
  if (row === undefined) throw missing(`artifact "${name}"`);
  return blobs.get(row.sha256);
};

export const deleteArtifact: Operation = ({ database }, { path }) => {
  const name = safePath(path["path"] ?? "");
  database.write(() => database.run("DELETE FROM artifacts WHERE path = ? OR (path >= ? AND path < ?)", name, `${name}/`, `${name}0`));
  return {};
};

interface FileJson {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number;
}

/** The direct children of a folder, by name; a file or a missing folder has none. */
function children(database: TrackingDatabase, folder: string): FileJson[] {
  const start = folder === "" ? "" : `${folder}/`;
  const range = folder === "" ? [] : [start, `${folder}0`];
  const sql = `SELECT path, size FROM artifacts ${range.length > 0 ? "WHERE path >= ? AND path < ? " : ""}ORDER BY path`;
  const found = new Map<string, FileJson>();
  for (const { path, size } of database.all<{ path: string; size: number }>(sql, ...range)) {
    const rest = path.slice(start.length);
    const slash = rest.indexOf("/");
    if (slash < 0) found.set(rest, { path: rest, is_dir: false, file_size: size });
    else found.set(rest.slice(0, slash), { path: rest.slice(0, slash), is_dir: true });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The proxy's own listing gives bare names. */
export const listProxiedArtifacts: Operation = ({ database }, { fields }) =>
  unlessEmpty("files", children(database, safePath(optionalString(fields, "path") ?? "")));

/** Listings of a run or a logged model give names relative to its root. */
function listBelow(database: TrackingDatabase, root: string, fields: Fields, name: string) {
  const sub = safePath(optionalString(fields, name) ?? "");
  if (!root.startsWith(SCHEME)) throw invalid(`artifacts at ${root} are not kept by this store`);
  const base = root.slice(SCHEME.length).replace(/^\/+/, "");
  const files = children(database, sub === "" ? base : `${base}/${sub}`);
  const shown = files.map((file) => ({ ...file, path: sub === "" ? file.path : `${sub}/${file.path}` }));
  return { root_uri: root, ...unlessEmpty("files", shown) };
}

export const listRunArtifacts: Operation = ({ database }, { fields }) =>
  listBelow(database, runOf(database, requiredString(fields, "run_id")).artifact_uri, fields, "path");

export const listLoggedModelArtifacts: Operation = ({ database }, { fields, path }) =>
  listBelow(database, loggedModelOf(database, path["id"] ?? "").artifact_uri, fields, "artifact_directory_path");
