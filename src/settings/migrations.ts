import { isBlank } from './setting';

/** A node's properties as a flow file has them. */
export type NodeProperties = Readonly<Record<string, unknown>>;

/**
 * A step from the properties that one version of a node type had to those of the next. `up` gives what it does not know
 * back as it is, and changes nothing that is there already in the new form.
 */
export interface Migration {
  readonly from: number;
  readonly to: number;
  up(config: NodeProperties): NodeProperties;
}

/** The version of a node type: where its last migration leads. One without migrations is at version 0, that of 0.1.0. */
export const versionOf = (migrations: readonly Migration[] = []): number => migrations.at(-1)?.to ?? 0;

/** The version of a saved node; one that names none was made by 0.1.0, or by hand. */
const versionIn = ({ version }: NodeProperties): number => {
  const known = Number(version ?? 0);
  return Number.isInteger(known) && known > 0 ? known : 0;
};

/**
 * The properties in the form of today, with the version that says so. What is of today already, or of a version that is not
 * known here, comes back as the same object.
 */
export function migrate(migrations: readonly Migration[] = [], config: NodeProperties): NodeProperties {
  const version = versionIn(config);
  const steps = migrations.filter(({ from }) => from >= version);
  return steps.reduce<NodeProperties>((now, { to, up }) => ({ ...up(now), version: to }), config);
}

/** The properties, with values for those that are blank: what a node meant that left them out, where that has changed. */
export const filled = (config: NodeProperties, values: NodeProperties): NodeProperties => ({
  ...config,
  ...Object.fromEntries(Object.entries(values).filter(([property]) => isBlank(config[property]))),
});
