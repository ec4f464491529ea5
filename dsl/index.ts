/** What a feature author may write: tables, sources, features, joins. */
export {
  approxHistogramK,
  approxPercentile,
  approxUniqueCount,
  average,
  bottomK,
  boundedUniqueCount,
  count,
  first,
  firstK,
  histogram,
  kurtosis,
  last,
  lastK,
  max,
  min,
  skew,
  stddev,
  sum,
  topK,
  uniqueCount,
  uniqueTopK,
  variance,
} from './aggregation.ts';
export type { AnyColumn, Column, Columns, Expr } from './column.ts';
export {
  type AnyRow,
  boolean,
  type ColumnType,
  type DenseList,
  date,
  decimal,
  double,
  type List,
  list,
  long,
  type MapOf,
  map,
  type Row,
  type Struct,
  string,
  struct,
  timestamp,
} from './column-type.ts';
export {
  type Aggregation,
  type AnyAggregation,
  type AnyDerive,
  type AnyExpr,
  type AnyExternalTable,
  type AnyFeatureSet,
  type AnyGroupBy,
  type AnyJoin,
  type AnySource,
  type AnySql,
  type AnyStagingQuery,
  type AnyTable,
  type BootstrapPart,
  type DateSlot,
  type Definition,
  type EntitySource,
  type EventSource,
  type ExternalSource,
  type ExternalTable,
  type FeatureSet,
  type GroupBy,
  type Hole,
  isDefinition,
  type Join,
  type LabelPart,
  type Literal,
  type MaxDate,
  type Part,
  type Source,
  type Sql,
  type StagingQuery,
  type Table,
} from './definition.ts';
export type { TypesOf } from './derivation.ts';
export { csv, json, parquet } from './external-table.ts';
export { attributes, type Features, groupBy } from './group-by.ts';
export { join } from './join.ts';
export { misuse, type Operation, type Use } from './operation.ts';
export { bootstrapPart, externalSource, labelPart, part } from './part.ts';
export type { FetchedRow, LabelledRow, Longs, OfflineRow, Value, Values } from './row.ts';
export { entitySource, eventSource } from './source.ts';
export { endDate, latestDate, literal, maxDate, sql, startDate } from './sql.ts';
export { stagingQuery } from './staging-query.ts';
export { days, hours, minutes, type Window } from './window.ts';
