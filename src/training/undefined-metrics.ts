import type { Prepared } from './prepared';

/** Sentences about requested metrics that are not defined on the given rows. */
export function undefinedMetrics(
  { objectives, validation }: Pick<Prepared, 'objectives' | 'validation'>,
  metrics: Readonly<Record<string, number>>,
): string[] {
  const splits = validation ? (['', 'val_'] as const) : ([''] as const);
  return objectives.flatMap(({ name, metrics: wanted }) =>
    wanted.flatMap(({ key, needs }) =>
      splits.flatMap(split => {
        const own = `${split}${objectives.length > 1 ? `${name}_` : ''}${key}`;
        const rows = split === '' ? 'training' : 'validation';
        return needs === undefined || own in metrics
          ? []
          : [`${own} is not defined and is left out: it needs ${needs}, but there are none among the ${rows} rows`];
      }),
    ),
  );
}
