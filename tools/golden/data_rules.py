"""Great Expectations' own verdicts and unexpected counts, for packages/data. Needs great_expectations 1.24 in an environment of its own:
uv venv bench/.venv/gx-golden && uv pip install --python bench/.venv/gx-golden/bin/python great_expectations==1.24.0 "sqlalchemy<2.1" pandas pyarrow jsonschema
Run: bench/.venv/gx-golden/bin/python tools/golden/data_rules.py"""

import json
import os
import pathlib
import sqlite3
import tempfile

os.environ["GX_ANALYTICS_ENABLED"] = "false"
import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

root = pathlib.Path(__file__).parents[2]
folder = root / "packages/data/src/__golden__"

penguins = pd.read_csv(folder / "penguins.csv")
housing = pd.read_csv(folder / "california-housing.csv")
employment = pd.read_parquet(root / "examples/employment/data/acs_2015.parquet")
for name in employment.select_dtypes("category").columns:
    employment[name] = employment[name].astype(str)
DATES = ["2003-09-25", "2003-09-25T10:49:41", "2003-09-25T10:49:41.5-03:00", "20030925T104941", "20030925", "2003-Sep-25", "25-Sep-2003", "Sep-25-2003",
    "09-25-2003", "25-09-2003", "10.09.2003", "2003/09/25", "2003 09 25", "Thu Sep 25 10:36:28 2003", "Thu, 25 Sep 2003 10:49:41 -0300", "Sep 2003", "Sep",
    "2003", "10:36:28", "10:36", "10h36m28.5s", "10h am", "10am", "10 pm", "3rd of May 2001", "5th of March 2001", "1st of May 2003", "0:01:02",
    "12h 01m02s am", "Wed, July 10, '96", "1996.07.10 AD at 15:08:56 PDT", "1996.July.10 AD 12:08 PM", "November 5, 1994, 8:15:30 am EST", "July 4, 1976",
    "7 4 1976", "4 jul 1976", "7-4-76", "19760704", "0:01:02 on July 4, 1976", "July 4, 1976 12:01:02 am", "Mon Jan  2 04:24:27 1995", "04.04.95 00:22",
    "Jan 1 1999 11:23:34.578", "950404 122212", "0:00 PM, PST", "12:08 PM", "5:50 A.M. on June 13, 1990", "3rd of May 2001", "hello", "", "2003-13-45",
    "2003-02-30", "32/13/2003", "25:00", "10:75", "foo 2003", "2003-09-25 and more", "12345", "123456", "1234567", "99999999", "2021-02-29", "2020-02-29",
    "13/13/13", "a", "am", "13 am", "Feb 30", "2003-09", "09/2003", "2003-9-5", "1/2/3/4", "2003-09-25Z", "10:00Z", "2003-09-25 10:00:00 UTC", "n/a", "none",
    "Q1 2003", "2003W01", "Monday", "next Monday", "2003-09-25 24:00", "23:59:60", "2003.5", "1e5", "20031325", "2003-00-10", "Friday 13 June 2003", "6/6/06"]
JSONS = ["{}", "[1, 2]", "1", "null", '"a"', "{'a': 1}", '{"a": 1,}', "", "nonsense", '{"a": {"b": [1, 2.5e3, true]}}', "  [ ] ", '{"id": 1, "name": "x"}',
    '{"id": "1"}', '{"name": "x"}', '{"id": 2}', "[", "01", "1.", '{"id": 1.5}', '{"id": -3, "name": null}']
DOCUMENTS = [one for one in JSONS if one in ("{}", "[1, 2]", "1", "null", '"a"', "  [ ] ") or one.startswith('{"id"') or one == '{"name": "x"}']
STAMPS = ["2003-09-25", "2003-9-5", "2003-02-30", "2020-02-29", "2021-02-29", "03-09-25", "2003-09-25 ", "2003-13-01", "25 Sep 2003", "25 September 2003", "0000-01-01",
    "2003-09-31", "1999-12-31", "sep 25", "2003/09/25", "2003-009-25"]
texts = pd.DataFrame({"dates": pd.Series(DATES)})
texts["json"] = pd.Series(JSONS)
texts["stamps"] = pd.Series(STAMPS)
texts["documents"] = pd.Series(DOCUMENTS)
texts = texts.astype(object).where(texts.notna(), None)
frames = {"penguins": penguins, "housing": housing, "employment": employment, "texts": texts}

P, H, M = "penguins", "housing", "employment"
cases = []


def case(table, kind, **kwargs):
    cases.append((table, "expect_" + kind, kwargs))


for t, columns in ((P, ["bill_length_mm", "body_mass_g", "sex", "species"]), (H, ["MedInc", "timestamp", "clf_target"]), (M, ["AGEP", "SCHL", "employed"])):
    for c in columns:
        case(t, "column_values_to_not_be_null", column=c)
        case(t, "column_values_to_not_be_null", column=c, mostly=0.99)
        case(t, "column_values_to_be_null", column=c)
        case(t, "column_values_to_be_null", column=c, mostly=0.01)
        case(t, "column_values_to_be_unique", column=c)
        case(t, "column_to_exist", column=c)
        case(t, "column_unique_value_count_to_be_between", column=c, min_value=3, max_value=100)
        case(t, "column_proportion_of_unique_values_to_be_between", column=c, min_value=0.01, max_value=0.5)
        case(t, "column_proportion_of_non_null_values_to_be_between", column=c, min_value=0.98, max_value=1)
case(P, "column_to_exist", column="bill")
case(H, "column_values_to_be_unique", column="id")
for t, c, low, high in ((P, "bill_length_mm", 35, 55), (P, "body_mass_g", 3000, 6000), (H, "MedInc", 1, 10), (H, "Latitude", 33, 40), (M, "AGEP", 17, 90)):
    s = frames[t][c]
    case(t, "column_values_to_be_between", column=c, min_value=low, max_value=high)
    case(t, "column_values_to_be_between", column=c, min_value=low, max_value=high, mostly=0.9)
    case(t, "column_values_to_be_between", column=c, min_value=float(s.min()), max_value=float(s.max()), strict_min=True, strict_max=True)
    case(t, "column_values_to_be_between", column=c, max_value=high)
    case(t, "column_values_to_be_increasing", column=c)
    case(t, "column_values_to_be_increasing", column=c, strictly=True)
    case(t, "column_values_to_be_decreasing", column=c)
    case(t, "column_values_to_be_decreasing", column=c, strictly=True)
    for threshold in (1, 2, 3, 10):
        case(t, "column_value_z_scores_to_be_less_than", column=c, threshold=threshold, double_sided=True)
        case(t, "column_value_z_scores_to_be_less_than", column=c, threshold=threshold, double_sided=False)
    for multiplier in (0.5, 1.5, 3.0):
        case(t, "column_values_to_not_be_outliers", column=c, method="iqr", multiplier=multiplier)
        case(t, "column_values_to_not_be_outliers", column=c, method="std", multiplier=multiplier)
    for kind, value in (("mean", s.mean()), ("median", s.median()), ("stdev", s.std()), ("min", s.min()), ("max", s.max()), ("sum", s.sum())):
        value = float(value)
        case(t, f"column_{kind}_to_be_between", column=c, min_value=value - abs(value) / 100, max_value=value + abs(value) / 100)
        case(t, f"column_{kind}_to_be_between", column=c, min_value=value + abs(value) / 100)
        case(t, f"column_{kind}_to_be_between", column=c, max_value=value - abs(value) / 100)
    for interpolation in (False, "linear", "lower", "higher", "midpoint", "nearest"):
        found = s.quantile([0.05, 0.5, 0.9], interpolation=interpolation or "nearest").tolist()
        for shift in (0.0, 1e-3):
            case(t, "column_quantile_values_to_be_between", column=c, allow_relative_error=interpolation,
                quantile_ranges={"quantiles": [0.05, 0.5, 0.9], "value_ranges": [[v * (1 + shift), None] for v in found]})
    case(t, "column_values_to_be_of_type", column=c, type_="float64")
    case(t, "column_values_to_be_in_type_list", column=c, type_list=["float64", "int64"])
    case(t, "column_values_to_be_in_type_list", column=c, type_list=["str", "bool"])
    edges = [float(v) for v in np.quantile(s.dropna(), [0, 0.25, 0.5, 0.75, 1])]
    for limit in (0.001, 0.01, 0.2):
        case(t, "column_kl_divergence_to_be_less_than", column=c, threshold=limit, partition_object={"bins": edges, "weights": [0.25, 0.25, 0.25, 0.25]})
        case(t, "column_kl_divergence_to_be_less_than", column=c, threshold=limit, partition_object={"bins": edges, "weights": [0.4, 0.3, 0.2, 0.1]})
for t, c, values in ((P, "species", ["Adelie", "Gentoo"]), (P, "sex", ["MALE", "FEMALE"]), (P, "island", ["Biscoe", "Dream", "Torgersen", "Other"]),
        (M, "SEX", ["1", "2"]), (M, "SCHL", ["0", "1", "16", "21"]), (M, "RAC1P", [str(i) for i in range(1, 10)])):
    case(t, "column_values_to_be_in_set", column=c, value_set=values)
    case(t, "column_values_to_be_in_set", column=c, value_set=values, mostly=0.5)
    case(t, "column_values_to_not_be_in_set", column=c, value_set=values[:1])
    case(t, "column_distinct_values_to_be_in_set", column=c, value_set=values)
    case(t, "column_distinct_values_to_contain_set", column=c, value_set=values)
    case(t, "column_distinct_values_to_equal_set", column=c, value_set=values)
    for ties in (True, False):
        case(t, "column_most_common_value_to_be_in_set", column=c, value_set=values[:1], ties_okay=ties)
        case(t, "column_most_common_value_to_be_in_set", column=c, value_set=values[1:], ties_okay=ties)
    case(t, "column_kl_divergence_to_be_less_than", column=c, threshold=0.1, partition_object={"values": values, "weights": [1 / len(values)] * len(values)})
    case(t, "column_kl_divergence_to_be_less_than", column=c, threshold=5, partition_object={"values": values, "weights": [1 / len(values)] * len(values)})
    for low, high in ((1, 1), (2, 6), (None, 9)):
        case(t, "column_value_lengths_to_be_between", column=c, min_value=low, max_value=high)
    case(t, "column_value_lengths_to_equal", column=c, value=4)
    for regex in ("^[A-Z]", "e", "^.{1,5}$", r"^\d+$", "(?P<first>[A-F])"):
        case(t, "column_values_to_match_regex", column=c, regex=regex)
        case(t, "column_values_to_match_regex", column=c, regex=regex, mostly=0.4)
        case(t, "column_values_to_not_match_regex", column=c, regex=regex)
    for match in ("any", "all"):
        case(t, "column_values_to_match_regex_list", column=c, regex_list=["^[A-D]", "[oe]$", "1"], match_on=match)
    case(t, "column_values_to_not_match_regex_list", column=c, regex_list=["^[A-D]", "9"])
case(H, "column_values_to_be_in_set", column="clf_target", value_set=[0])
case(M, "column_most_common_value_to_be_in_set", column="employed", value_set=[0, 1])
case(M, "column_distinct_values_to_equal_set", column="employed", value_set=[0, 1])
for ignore in ("both_values_are_missing", "either_value_is_missing", "neither"):
    case(P, "column_pair_values_a_to_be_greater_than_b", column_A="bill_length_mm", column_B="bill_depth_mm", ignore_row_if=ignore)
    case(P, "column_pair_values_a_to_be_greater_than_b", column_A="bill_depth_mm", column_B="bill_length_mm", or_equal=True, ignore_row_if=ignore)
    case(P, "column_pair_values_to_be_equal", column_A="bill_length_mm", column_B="flipper_length_mm", ignore_row_if=ignore)
    case(P, "column_pair_values_to_be_equal", column_A="sex", column_B="sex", ignore_row_if=ignore)
    case(P, "column_pair_values_to_be_in_set", column_A="species", column_B="sex", value_pairs_set=[["Adelie", "MALE"], ["Gentoo", "FEMALE"]], ignore_row_if=ignore)
case(H, "column_pair_values_a_to_be_greater_than_b", column_A="AveRooms", column_B="AveBedrms", mostly=0.9)
case(H, "column_pair_values_a_to_be_greater_than_b", column_A="AveOccup", column_B="AveRooms", or_equal=True, mostly=0.5)
case(M, "column_pair_values_to_be_in_set", column_A="DEAR", column_B="DEYE", value_pairs_set=[["1", "1"], ["2", "2"]])
case(M, "column_pair_values_to_be_equal", column_A="DEAR", column_B="DEYE", mostly=0.9)
for ignore in ("all_values_are_missing", "any_value_is_missing", "never"):
    case(P, "compound_columns_to_be_unique", column_list=["species", "island", "sex"], ignore_row_if=ignore)
    case(P, "compound_columns_to_be_unique", column_list=["bill_length_mm", "bill_depth_mm", "body_mass_g"], ignore_row_if=ignore)
    case(P, "select_column_values_to_be_unique_within_record", column_list=["bill_length_mm", "bill_depth_mm", "flipper_length_mm"], ignore_row_if=ignore)
    case(P, "multicolumn_sum_to_equal", column_list=["bill_length_mm", "bill_depth_mm"], sum_total=57.8, ignore_row_if=ignore)
    case(P, "multicolumn_values_to_be_equal", column_list=["sex", "sex"], ignore_row_if=ignore)
    case(M, "multicolumn_values_to_be_equal", column_list=["DEAR", "DEYE", "DIS"], ignore_row_if=ignore)
    case(M, "select_column_values_to_be_unique_within_record", column_list=["DEAR", "DIS"], ignore_row_if=ignore)
case(H, "compound_columns_to_be_unique", column_list=["Latitude", "Longitude"])
case(H, "multicolumn_sum_to_equal", column_list=["y_pred", "clf_target"], sum_total=2)
case(M, "compound_columns_to_be_unique", column_list=["id", "AGEP"])
for t in (P, H, M):
    names = list(frames[t].columns)
    case(t, "table_row_count_to_be_between", min_value=1, max_value=1000)
    case(t, "table_row_count_to_equal", value=len(frames[t]))
    case(t, "table_row_count_to_equal", value=1)
    case(t, "table_column_count_to_be_between", min_value=5, max_value=10)
    case(t, "table_column_count_to_equal", value=len(names))
    case(t, "table_column_count_to_equal", value=2)
    case(t, "table_columns_to_match_set", column_set=names[::-1])
    case(t, "table_columns_to_match_set", column_set=names[:3])
    case(t, "table_columns_to_match_set", column_set=names[:3], exact_match=False)
    case(t, "table_columns_to_match_ordered_list", column_list=names)
    case(t, "table_columns_to_match_ordered_list", column_list=names[::-1])
for c, condition in (("body_mass_g", 'col("species") == "Gentoo"'), ("bill_length_mm", 'col("body_mass_g") > 4500'), ("bill_depth_mm", 'col("sex").notNull()')):
    case(P, "column_values_to_be_between", column=c, min_value=40, max_value=5000, row_condition=condition, condition_parser="great_expectations")
    case(P, "column_values_to_be_unique", column=c, row_condition=condition, condition_parser="great_expectations")
case(P, "column_values_to_not_be_null", column="sex", row_condition='species == "Adelie" & body_mass_g > 3500', condition_parser="pandas")
case("texts", "column_values_to_be_dateutil_parseable", column="dates")
case("texts", "column_values_to_be_json_parseable", column="json")
for text_format in ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%y-%m-%d", "%b %d", "%Y/%m/%d"):
    case("texts", "column_values_to_match_strftime_format", column="stamps", strftime_format=text_format)
case(H, "column_values_to_match_strftime_format", column="timestamp", strftime_format="%Y-%m-%d %H:%M:%S")
case(H, "column_values_to_be_dateutil_parseable", column="timestamp")
case("texts", "column_values_to_match_json_schema", column="documents", json_schema={"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "minimum": 0}}})
case("texts", "column_values_to_match_json_schema", column="documents", json_schema={"type": ["array", "number", "null"]})

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = None
batches = {}
source = context.data_sources.add_pandas("pandas")
for name, frame in frames.items():
    batches[name] = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name).get_batch(batch_parameters={"dataframe": frame})
# Like patterns are for SQL only: SQLite, told to mind case as SQL has it.
database = pathlib.Path(tempfile.mkdtemp()) / "rules.db"
with sqlite3.connect(database) as connection:
    penguins.to_sql("penguins", connection, index=False)
sql = context.data_sources.add_sqlite("sqlite", connection_string=f"sqlite:///{database}")
in_sql = sql.add_table_asset("penguins", table_name="penguins").add_batch_definition_whole_table("whole").get_batch()
like = []
for c, one in (("species", "A%"), ("island", "%e%"), ("sex", "_ALE"), ("species", "Gento_")):
    like.append(("penguins", "expect_column_values_to_match_like_pattern", {"column": c, "like_pattern": one}))
    like.append(("penguins", "expect_column_values_to_not_match_like_pattern", {"column": c, "like_pattern": one}))
    for match in ("any", "all"):
        like.append(("penguins", "expect_column_values_to_match_like_pattern_list", {"column": c, "like_pattern_list": [one, "%o%"], "match_on": match}))
    like.append(("penguins", "expect_column_values_to_not_match_like_pattern_list", {"column": c, "like_pattern_list": [one, "%o%"]}))

out = []
for table, kind, kwargs in cases + like:
    batch = in_sql if "like" in kind else batches[table]
    configuration = ExpectationConfiguration(type=kind, kwargs=kwargs)
    result = batch.validate(configuration.to_domain_obj(), result_format="COMPLETE").to_json_dict()
    if result["exception_info"].get("raised_exception") or any(isinstance(v, dict) and v.get("raised_exception") for v in result["exception_info"].values()):
        raise SystemExit(f"{table} {kind} {kwargs}: {result['exception_info']}")
    entry = {"table": table, "type": kind, "kwargs": kwargs, "success": result["success"]}
    if "unexpected_count" in result["result"]:
        entry["unexpected"] = result["result"]["unexpected_count"]
        index = result["result"].get("unexpected_index_list")
        if index is not None and table != M:
            entry["rows"] = [row for row in index if isinstance(row, int)][:40]
    out.append(entry)
golden = {
    "versions": {"great_expectations": gx.__version__, "pandas": pd.__version__, "sqlite": sqlite3.sqlite_version},
    "texts": {c: [None if v is None else v for v in texts[c]] for c in texts.columns},
    "cases": out,
}
(folder / "great-expectations.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":"), default=lambda value: value.item()).replace('{"table"', '\n{"table"') + "\n")
print(len(out), "cases,", len({c["type"] for c in out}), "expectations")
