import { AggregateRule } from "./aggregate.ts";
import { ColumnCountRule } from "./column-count.ts";
import { ColumnsRule } from "./columns.ts";
import { CompoundUniqueRule } from "./compound-unique.ts";
import { DateTextRule } from "./date-text.ts";
import { DistinctCountRule } from "./distinct-count.ts";
import { DistinctSetRule } from "./distinct-set.ts";
import { DistinctShareRule } from "./distinct-share.ts";
import { EqualWithinRecordRule } from "./equal-within-record.ts";
import { ExpressionRule } from "./expression.ts";
import { ForeignKeyRule } from "./foreign-key.ts";
import { InSetRule } from "./in-set.ts";
import { JsonRule } from "./json.ts";
import { JsonSchemaRule } from "./json-schema.ts";
import { KlDivergenceRule } from "./kl-divergence.ts";
import { LengthRule } from "./length.ts";
import { LikeRule } from "./like.ts";
import { LikeListRule } from "./like-list.ts";
import { MonotonicRule } from "./monotonic.ts";
import { MostCommonRule } from "./most-common.ts";
import { MulticolumnSumRule } from "./multicolumn-sum.ts";
import { NotInSetRule } from "./not-in-set.ts";
import { NotNullRule } from "./not-null.ts";
import { NullRule } from "./null.ts";
import { OutlierRule } from "./outlier.ts";
import { PairCompareRule } from "./pair-compare.ts";
import { PairInSetRule } from "./pair-in-set.ts";
import { PresentShareRule } from "./present-share.ts";
import { QuantilesRule } from "./quantiles.ts";
import { RangeRule } from "./range.ts";
import { RegexRule } from "./regex.ts";
import { RegexListRule } from "./regex-list.ts";
import { RowCountRule } from "./row-count.ts";
import { SameRowCountRule } from "./same-row-count.ts";
import { StrftimeRule } from "./strftime.ts";
import { TypeRule } from "./type.ts";
import { UniqueRule } from "./unique.ts";
import { UniqueWithinRecordRule } from "./unique-within-record.ts";
import { ZScoreRule } from "./z-score.ts";

/** The rules that the validator knows by itself, by their type, in the order of the documentation. */
export const BUILT_IN_RULES = {
  not_null: NotNullRule,
  null: NullRule,
  unique: UniqueRule,
  compound_unique: CompoundUniqueRule,
  type: TypeRule,
  range: RangeRule,
  in_set: InSetRule,
  not_in_set: NotInSetRule,
  regex: RegexRule,
  regex_list: RegexListRule,
  like: LikeRule,
  like_list: LikeListRule,
  length: LengthRule,
  monotonic: MonotonicRule,
  z_score: ZScoreRule,
  outlier: OutlierRule,
  date_text: DateTextRule,
  strftime: StrftimeRule,
  json: JsonRule,
  json_schema: JsonSchemaRule,
  row_count: RowCountRule,
  column_count: ColumnCountRule,
  columns: ColumnsRule,
  same_row_count: SameRowCountRule,
  aggregate: AggregateRule,
  quantiles: QuantilesRule,
  distinct_count: DistinctCountRule,
  distinct_share: DistinctShareRule,
  distinct_set: DistinctSetRule,
  present_share: PresentShareRule,
  most_common: MostCommonRule,
  kl_divergence: KlDivergenceRule,
  pair_compare: PairCompareRule,
  pair_in_set: PairInSetRule,
  multicolumn_sum: MulticolumnSumRule,
  unique_within_record: UniqueWithinRecordRule,
  equal_within_record: EqualWithinRecordRule,
  foreign_key: ForeignKeyRule,
  expression: ExpressionRule,
} as const;
