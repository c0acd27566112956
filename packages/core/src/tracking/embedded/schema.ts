/** Number of the schema below, kept in the file's `user_version`. */
export const SCHEMA_VERSION = 1;

/** Tables of the store. NaN is kept as value 0 with `is_nan` 1, as SQLite has no NaN; file contents are outside, by hash. */
export const SCHEMA = `
CREATE TABLE experiments (
  experiment_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  artifact_location TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL DEFAULT 'active',
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL
) STRICT;
CREATE TABLE experiment_tags (
  experiment_id INTEGER NOT NULL REFERENCES experiments, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (experiment_id, key)
) STRICT;

CREATE TABLE runs (
  run_id TEXT PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  run_name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  status TEXT NOT NULL,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  lifecycle_stage TEXT NOT NULL DEFAULT 'active',
  artifact_uri TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_experiment ON runs (experiment_id, start_time);
CREATE TABLE run_params (run_id TEXT NOT NULL REFERENCES runs, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key)) STRICT;
CREATE TABLE run_tags (run_id TEXT NOT NULL REFERENCES runs, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key)) STRICT;
CREATE TABLE metrics (
  run_id TEXT NOT NULL REFERENCES runs, key TEXT NOT NULL, value REAL NOT NULL, is_nan INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  step INTEGER NOT NULL, PRIMARY KEY (run_id, key, timestamp, step, value, is_nan)
) STRICT;
CREATE TABLE latest_metrics (
  run_id TEXT NOT NULL REFERENCES runs, key TEXT NOT NULL, value REAL NOT NULL, is_nan INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  step INTEGER NOT NULL, PRIMARY KEY (run_id, key)
) STRICT;

CREATE TABLE datasets (
  dataset_id INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name TEXT NOT NULL, digest TEXT NOT NULL, source_type TEXT NOT NULL, source TEXT NOT NULL, schema TEXT, profile TEXT,
  UNIQUE (experiment_id, name, digest)
) STRICT;
CREATE TABLE run_datasets (
  run_id TEXT NOT NULL REFERENCES runs, dataset_id INTEGER NOT NULL REFERENCES datasets, PRIMARY KEY (run_id, dataset_id)
) STRICT;
CREATE TABLE run_dataset_tags (
  run_id TEXT NOT NULL, dataset_id INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, dataset_id, key)
) STRICT;
CREATE TABLE run_models (
  run_id TEXT NOT NULL REFERENCES runs, model_id TEXT NOT NULL, direction TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, model_id, direction)
) STRICT;

CREATE TABLE logged_models (
  model_id TEXT PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments,
  name TEXT NOT NULL, artifact_uri TEXT NOT NULL,
  creation_timestamp INTEGER NOT NULL, last_updated_timestamp INTEGER NOT NULL,
  status TEXT NOT NULL, model_type TEXT NOT NULL, source_run_id TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL DEFAULT 'active'
) STRICT;
CREATE INDEX logged_models_by_run ON logged_models (source_run_id);
CREATE TABLE logged_model_params (
  model_id TEXT NOT NULL REFERENCES logged_models, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model_id, key)
) STRICT;
CREATE TABLE logged_model_tags (
  model_id TEXT NOT NULL REFERENCES logged_models, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model_id, key)
) STRICT;
CREATE TABLE logged_model_metrics (
  model_id TEXT NOT NULL REFERENCES logged_models, run_id TEXT NOT NULL REFERENCES runs, key TEXT NOT NULL, value REAL NOT NULL,
  is_nan INTEGER NOT NULL, timestamp INTEGER NOT NULL, step INTEGER NOT NULL, dataset_name TEXT, dataset_digest TEXT,
  PRIMARY KEY (model_id, run_id, key, timestamp, step)
) STRICT;

CREATE TABLE registered_models (
  name TEXT PRIMARY KEY, creation_timestamp INTEGER NOT NULL, last_updated_timestamp INTEGER NOT NULL, description TEXT,
  last_version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE registered_model_tags (
  name TEXT NOT NULL REFERENCES registered_models ON UPDATE CASCADE ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (name, key)
) STRICT;
CREATE TABLE model_versions (
  name TEXT NOT NULL REFERENCES registered_models ON UPDATE CASCADE ON DELETE CASCADE, version INTEGER NOT NULL,
  creation_timestamp INTEGER NOT NULL, last_updated_timestamp INTEGER NOT NULL, description TEXT NOT NULL, source TEXT NOT NULL,
  storage_location TEXT NOT NULL, run_id TEXT NOT NULL, run_link TEXT NOT NULL, model_id TEXT NOT NULL,
  PRIMARY KEY (name, version)
) STRICT;
CREATE TABLE model_version_tags (
  name TEXT NOT NULL, version INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, version, key),
  FOREIGN KEY (name, version) REFERENCES model_versions ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE TABLE registered_model_aliases (
  name TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (name, alias),
  FOREIGN KEY (name, version) REFERENCES model_versions ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

CREATE TABLE artifacts (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
`;
