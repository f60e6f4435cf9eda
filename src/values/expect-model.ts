import { Problem } from '../errors';
import { Model } from './model';
import { isValue, summaryOf } from './value';

/**
 * The Model at `where`. A Model's JSON summary, as file context and MQTT leave it, is loaded by name and version
 * through `load`. A summary without a version, or anything else, is an error.
 */
export async function expectModel(
  value: unknown,
  load: (reference: string) => Promise<Model>,
  where: string,
): Promise<Model> {
  if (isValue('Model', value) || summaryOf(value) !== 'Model') return Model.expect(value, where);
  const { model, version } = value as { model: unknown; version: unknown };
  if (typeof model === 'string' && Number.isInteger(version)) return load(`${model}:${version}`);
  throw new Problem(
    `${where} is the JSON summary of the model "${model}", which was not saved and so cannot be loaded. ` +
      'Save the model before it goes through a file context, MQTT or JSON',
    { argument: where, expected: 'Model', received: 'summary' },
  );
}
