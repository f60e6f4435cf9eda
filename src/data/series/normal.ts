import { Problem } from '../../errors';
import type { Column, DatasetOptions, Pipeline } from '../../spec';
import type { RawTable } from '../table/raw-table';
import { channelPlaces } from './channels';
import { countsRows } from './columns';

/** Series without a target: what is learned is what their readings normally are. */

/** No target is named, and none came with the data. Throws where a horizon is set, for which there must be one. */
export function learnsNormal({ targets, columns }: RawTable, options: DatasetOptions): boolean {
  if (options.targets.some(name => name !== '') || targets !== undefined) return false;
  const { horizon } = options.series!;
  if (horizon === undefined || horizon.size === 0) return true;
  throw new Problem(
    `target must be one of the columns ${columns.map(({ name }) => name).join(', ')} where a horizon is set, received nothing; leave the horizon empty too to learn what is normal`,
    { argument: 'target' },
  );
}

/** The columns of numbers, except those known in advance and those that count the rows. */
export function sensorsIn(columns: readonly Column[], { columns: hints = [], series }: DatasetOptions): string[] {
  const known = series?.known ?? [];
  const isTyped = (name: string): boolean => hints.some(hint => hint.name === name && hint.type !== undefined);
  const sensors = columns.filter(
    column =>
      (column.type === 'number' || column.type === 'integer') &&
      !known.includes(column.name) &&
      (isTyped(column.name) || !countsRows(column)),
  );
  if (sensors.length > 0) return sensors.map(({ name }) => name);
  throw new Problem(
    'has no column of numbers of which it could learn what is normal; choose a target, or set the types of the columns',
    {
      argument: 'target',
    },
  );
}

/** The targets that are the readings of the window itself, with their places among its channels; null: they are none. */
export function normalSensors({
  series,
  targets,
}: Pipeline): readonly { readonly name: string; readonly channel: number }[] | null {
  if (series === undefined || series.horizon !== 0 || targets.length === 0) return null;
  const places = channelPlaces(series);
  const found = targets.map(({ name, task }) => ({
    name,
    channel: task === 'regression' ? (places.get(name) ?? -1) : -1,
  }));
  return found.every(({ channel }) => channel >= 0) ? found : null;
}
