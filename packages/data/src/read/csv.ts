import { ConfigError, DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { isInstant } from "./exact-values.ts";
import { headOf, literalPath } from "./files.ts";
import { checkLines, lineChecker } from "./long-lines.ts";
import type { Relation, SourceSettings } from "./relation.ts";
import { checkNames, listSql, SQL_TYPES } from "./relation.ts";

/** Booleans are told apart by ourselves: the inference takes `yes` and `no` for them too, and a label must stay what it is. */
const CANDIDATES = "['NULL', 'BIGINT', 'DOUBLE', 'TIME', 'DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR']";

/** Of a text column: it holds nothing but `true` and `false`, in any case. */
const isBoolean = (quoted: string): string => `lower(${quoted}) IN ('true', 'false')`;
const isWhole = (quoted: string): string => `regexp_full_match(${quoted}, '[-+]?\\d+')`;

/** Of which open columns all values in the first `sample` rows (all where it is negative) fulfil the condition. */
async function whichAre(
  condition: (quoted: string) => string,
  sql: string,
  names: readonly string[],
  open: readonly boolean[],
  sample: number,
  engine: DuckdbEngine,
): Promise<boolean[]> {
  if (!open.includes(true)) return open.map(() => false);
  const quoted = (i: number) => engine.dialect.identifier(names[i] as string);
  const asked = open.flatMap((is, i) => (is ? [`bool_and(${condition(quoted(i))}) AS c${i}`] : []));
  const limit = sample < 0 ? "" : ` LIMIT ${sample}`;
  const [row] = await engine.rows(`SELECT ${asked.join(", ")} FROM (SELECT * FROM ${sql}${limit})`, { whole: sample < 0 });
  return open.map((is, i) => is && row?.[`c${i}`] === true);
}

/** Bytes that are read at once, a quarter of DuckDB's own choice: it holds a few of them for each thread. The longest line has half of it. */
const BUFFER = 2 ** 23;

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The delimiter that the first line holds most often outside quotes; a comma where there is none. */
export function detectDelimiter(head: string, quote = '"', decimal = "."): string {
  const quoted = quote === '"' ? /"(?:[^"]|"")*"/g : new RegExp(`${escaped(quote)}[^${escaped(quote)}]*${escaped(quote)}`, "g");
  const line = (head.replace(quoted, "").split(/\r?\n|\r/, 1)[0] ?? "") as string;
  let best = decimal === "," ? ";" : ",";
  let most = 0;
  for (const delimiter of DELIMITERS) {
    if (delimiter === decimal) continue;
    const count = line.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

/**
 * CSV files as a relation. Names come from the header, types are inferred from the first 20,480 rows; only when a later row does not fit
 * are they inferred again from all rows. Only `true` and `false` are booleans. Nothing else is guessed: a row with another number of fields is an error.
 */
export async function csvRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  const text = engine.dialect.text;
  const heads: string[] = [];
  for (const file of files) {
    const packed = /\.(?:gz|zst)$/i.test(file);
    if (!packed) await checkLines(file);
    heads.push(await headOf(file, settings.signal, packed ? lineChecker(file) : undefined));
  }
  const { quote, decimal } = settings;
  const delimiter = settings.delimiter ?? detectDelimiter(heads[0] as string, quote, decimal);
  checkDialect(delimiter, quote, decimal);
  const dialect = `delim=${text(delimiter)}, quote=${text(quote)}, escape=${text(quote)}, decimal_separator=${text(decimal)}, skip=${blankLines(heads[0] as string)}, comment='', null_padding=false, ignore_errors=false, encoding='utf-8', buffer_size=${BUFFER}`;
  const nulls = `nullstr=${listSql(settings.nullValues, text)}`;
  const names = namesOf(files, heads, settings.header, delimiter, quote);
  checkNames(names, files[0] as string);
  const paths = listSql(files.map(literalPath), text);
  const given = Object.entries(settings.types).map(([name, type]) => `${text(name)}: ${text(SQL_TYPES[type])}`);
  const types = given.length === 0 ? "" : `, types={${given.join(", ")}}`;

  const infer = async (sample: number): Promise<string> => {
    const sniffed = `read_csv(${paths}, ${dialect}, ${nulls}, header=${settings.header}, names=${listSql(names, text)}, sample_size=${sample}, auto_type_candidates=${CANDIDATES}${types})`;
    const read = (sqlTypes: readonly string[]): string => {
      const columns = names.map((name, i) => `${text(name)}: ${text(sqlTypes[i] as string)}`);
      return `read_csv(${paths}, auto_detect=false, ${dialect}, ${nulls}, header=${settings.header}, columns={${columns.join(", ")}})`;
    };
    try {
      const found = (await engine.describe(`SELECT * FROM ${sniffed}`)).map(({ sqlType }) => sqlType);
      const open = (is: (sqlType: string) => boolean) => found.map((one, i) => is(one) && settings.types[names[i] as string] === undefined);
      const texts = open((sqlType) => sqlType === "VARCHAR");
      const booleans = await whichAre(isBoolean, read(found), names, texts, sample, engine);
      const written = open((sqlType) => settings.timestamps === "string" && isInstant(sqlType));
      // Whole numbers that are doubles are those of more than 64 bits.
      const doubles = open((sqlType) => settings.largeIntegers === "string" && sqlType === "DOUBLE");
      const asTexts = read(found.map((sqlType, i) => (doubles[i] ? "VARCHAR" : sqlType)));
      const huge = await whichAre(isWhole, asTexts, names, doubles, sample, engine);
      return read(found.map((sqlType, i) => (booleans[i] ? "BOOLEAN" : written[i] || huge[i] ? "VARCHAR" : sqlType)));
    } catch (error) {
      // The inference says only that it failed; reading the rows as texts names the line.
      await engine.exec(`SELECT * FROM ${read(names.map(() => "VARCHAR"))}`);
      throw error;
    }
  };
  return { sql: await infer(20_480), names, retry: () => infer(-1) };
}

function escaped(character: string): string {
  return /[\\^\]-]/.test(character) || /[.*+?()[{|$/]/.test(character) ? `\\${character}` : character;
}

function checkDialect(delimiter: string, quote: string, decimal: string): void {
  if (new Set([delimiter, quote, decimal]).size === 3) return;
  const detail = `delimiter "${delimiter}", quote "${quote}" and decimal "${decimal}" must differ`;
  throw new ConfigError({ code: "CONFIG_INVALID", detail, hint: "set the delimiter" });
}

/** Empty lines before the first record. */
function blankLines(head: string): number {
  return /^[\r\n]*/.exec(head)?.[0].match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** The fields of the first record that is not an empty line, as RFC 4180 has them. */
export function firstRecord(head: string, delimiter: string, quote = '"'): string[] {
  const fields: string[] = [];
  let at = /^[\r\n]*/.exec(head)?.[0].length ?? 0;
  for (;;) {
    let field = "";
    if (head[at] === quote) {
      let end = at + 1;
      while (end < head.length && !(head[end] === quote && head[end + 1] !== quote)) end += head[end] === quote ? 2 : 1;
      field = head.slice(at + 1, end).replaceAll(quote + quote, quote);
      at = end + 1;
    }
    let end = at;
    while (end < head.length && head[end] !== delimiter && head[end] !== "\n" && head[end] !== "\r") end++;
    fields.push(field + head.slice(at, end));
    if (head[end] !== delimiter) return fields;
    at = end + 1;
  }
}

function namesOf(files: readonly string[], heads: readonly string[], header: boolean, delimiter: string, quote: string): string[] {
  const all = heads.map((head) => firstRecord(head, delimiter, quote).map((name, i) => (header && name !== "" ? name : `column${i}`)));
  const first = all[0] as string[];
  const other = all.findIndex((names) => names.join("\0") !== first.join("\0"));
  if (other > 0) {
    const detail = `its header differs from that of ${files[0]}`;
    throw new DataError({ code: "FILE_MALFORMED", file: files[other], detail, hint: "read files of one layout together" });
  }
  return first;
}
