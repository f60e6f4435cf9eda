import type { Parcel } from '../../process/parcel';
import type { Column, ColumnPipeline, Pipeline, Splitting, TargetPipeline } from '../../spec';
import { Dataset, DatasetBody } from '../../values/dataset';
import { Pacer } from '../pace';
import type { RawColumn, RawTable } from '../table/raw-table';
import { textsOf } from '../table/texts';

import { Packer, type Ref, type TextsRef, Unpacker } from './pack';

/** Tables and datasets as parcels, and back. What a column has besides arrays and texts is JSON. */

interface TableValue {
  readonly table: Omit<RawTable, 'columns'>;
  readonly columns: TextsRef;
}
interface ColumnHeader {
  readonly rest: Omit<RawColumn, 'numbers' | 'writings' | 'codes' | 'texts' | 'tensor'>;
  readonly numbers: Ref | null;
  readonly writings: Ref | null;
  readonly codes: Ref | null;
  readonly texts: TextsRef | null;
  readonly tensor: { readonly data: Ref; readonly shape: readonly number[] } | null;
}

export async function tableParcel({ columns, ...table }: RawTable): Promise<Parcel> {
  const pacer = new Pacer();
  const packer = new Packer(pacer);
  const headerOf = ({ numbers, writings, codes, texts, tensor, ...rest }: RawColumn, textsRef: TextsRef | null) =>
    ({
      rest,
      numbers: numbers && packer.add(numbers),
      writings: writings && packer.add(writings),
      codes: codes && packer.add(codes),
      texts: textsRef,
      tensor: tensor === undefined ? null : { data: packer.add(tensor.data), shape: tensor.shape },
    }) satisfies ColumnHeader;
  const headers = await packer.addJson(columns, column =>
    column.texts.length === 0
      ? headerOf(column, null)
      : packer.addTexts(column.texts).then(texts => headerOf(column, texts)),
  );
  return packer.parcel({ table, columns: headers } satisfies TableValue);
}

export async function openTable(parcel: Parcel): Promise<RawTable> {
  const from = new Unpacker(parcel);
  const { table, columns } = parcel.value as TableValue;
  const column = ({ rest, numbers, writings, codes, texts, tensor }: ColumnHeader): RawColumn => ({
    ...rest,
    numbers: numbers === null ? null : (from.array(numbers) as Float64Array),
    writings: writings === null ? null : (from.array(writings) as Uint8Array),
    codes: codes === null ? null : (from.array(codes) as Int32Array),
    texts: texts === null ? textsOf([]) : from.texts(texts),
    ...(tensor && { tensor: { data: from.array(tensor.data) as Float32Array, shape: tensor.shape } }),
  });
  return { ...table, columns: await from.made(columns, new Pacer(), column) };
}

interface DatasetValue {
  /** the other fields of the body */
  readonly rest: Omit<DatasetBody, 'columns' | 'split' | 'splitting' | 'pipeline' | typeof Symbol.toStringTag>;
  readonly columns: TextsRef;
  readonly split: Ref;
  readonly splitting: (Omit<Splitting, 'key'> & { readonly order: Ref | null }) | null;
  readonly pipeline: Omit<Pipeline, 'features' | 'targets'>;
  readonly features: TextsRef;
  readonly targets: TextsRef;
}
interface TypedColumnHeader {
  readonly rest: Omit<Column, 'data' | 'labels' | 'texts' | 'starts'>;
  readonly data: Ref;
  readonly starts: Ref | null;
  readonly labels: TextsRef | null;
  readonly texts: TextsRef | null;
}

export async function datasetParcel({ body }: Dataset): Promise<Parcel> {
  const packer = new Packer(new Pacer());
  const { columns, split, splitting, pipeline, ...rest } = body;
  const { features, targets, ...others } = pipeline;
  const headerOf = async ({ data, starts, labels, texts, ...column }: Column): Promise<TypedColumnHeader> => ({
    rest: column,
    data: packer.add(data),
    starts: starts === undefined ? null : packer.add(starts),
    labels: labels === undefined ? null : await packer.addTexts(textsOf(labels)),
    texts: texts === undefined ? null : [packer.add(texts.bytes), packer.add(texts.ends)],
  });
  return packer.parcel({
    rest,
    columns: await packer.addJson(columns, headerOf),
    split: packer.add(split),
    splitting: splitting ? packedSplitting(splitting, packer) : null,
    pipeline: others,
    features: await packer.addJson(features),
    targets: await packer.addJson(targets),
  } satisfies DatasetValue);
}

function packedSplitting({ key, ...rule }: Splitting, packer: Packer): DatasetValue['splitting'] {
  return { ...rule, order: key === undefined ? null : packer.add(key) };
}

/** The fields of a header came from one column. */
function columnOf({ rest, data, starts, texts }: TypedColumnHeader, from: Unpacker, labels: string[] | null): Column {
  return Object.assign(rest, {
    data: from.array(data),
    ...(starts !== null && { starts: from.array(starts) as Int32Array }),
    ...(labels !== null && { labels }),
    ...(texts !== null && { texts: from.packed(texts) }),
  }) as Column;
}

/** The dataset, over the parcel's memory. With pauses: there may be many columns and labels. */
export async function openDataset(parcel: Parcel): Promise<Dataset> {
  const from = new Unpacker(parcel);
  const value = parcel.value as DatasetValue;
  const pacer = new Pacer();
  const columns = await from.made(value.columns, pacer, (header: TypedColumnHeader) =>
    header.labels === null
      ? columnOf(header, from, null)
      : from
          .texts(header.labels)
          .all(pacer)
          .then(labels => columnOf(header, from, labels)),
  );
  const pipeline: Pipeline = {
    ...value.pipeline,
    features: await from.json<ColumnPipeline>(value.features, pacer),
    targets: await from.json<TargetPipeline>(value.targets, pacer),
  };
  const split = from.array(value.split);
  const { order = null, ...rule } = value.splitting ?? {};
  const splitting = value.splitting && { ...rule, ...(order !== null && { key: from.array(order) }) };
  const whole = { ...value.rest, columns, split, pipeline, ...(splitting && { splitting }) };
  return new Dataset(Object.assign(Object.create(DatasetBody.prototype) as DatasetBody, whole));
}
