import { DuckdbEngine } from "./src/duckdb/engine.ts";

const rows = (
  r,
) => `SELECT i AS id, md5(i::VARCHAR) AS key, hash(i * 3) / 1.8446744073709552e19 AS x, hash(i * 5) / 1.8446744073709552e18 AS y, (hash(i * 7) % 1000000)::INTEGER AS amount,
 'city_' || hash(i * 11) % 500 AS city, md5((i * 13)::VARCHAR) || md5((i*17)::VARCHAR) AS note, TIMESTAMP '2020-01-01' + to_seconds((hash(i * 19) % 100000000)::BIGINT) AS moment, hash(i*23) % 3 = 0 AS flag FROM range(${r}) t(i)`;
const t = Date.now();
await DuckdbEngine.use({ threads: 2, home: "/tmp/large" }, async (e) => {
  await e.exec(`COPY (${rows(29_000_000)}) TO '/tmp/large/rows.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  console.log(Date.now() - t);
  await e.exec(`COPY (${rows(17_600_000)}) TO '/tmp/large/rows.csv' (FORMAT csv)`);
  console.log(Date.now() - t);
});
