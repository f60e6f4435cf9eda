import { isBlank } from './setting';

/** A node's properties as a flow file has them. */
export type NodeProperties = Readonly<Record<string, unknown>>;

/**
 * Migrates properties from one version of a node type to the next. `up` returns unknown properties unchanged, and does
 * not touch those that are in the new form already.
 */
export interface Migration {
  readonly from: number;
  readonly to: number;
  up(config: NodeProperties): NodeProperties;
}

/** The current version of a node type: that of its last migration; 0, as in 0.1.0, without migrations. */
export const versionOf = (migrations: readonly Migration[] = []): number => migrations.at(-1)?.to ?? 0;

/** The version of a saved node; without one, it was made by 0.1.0 or by hand. */
const versionIn = ({ version }: NodeProperties): number => {
  const known = Number(version ?? 0);
  return Number.isInteger(known) && known > 0 ? known : 0;
};

/**
 * The properties in today's form, with its version. If they are in today's form already, or of an unknown version,
 * returns the same object.
 */
export function migrate(migrations: readonly Migration[] = [], config: NodeProperties): NodeProperties {
  const version = versionIn(config);
  const steps = migrations.filter(({ from }) => from >= version);
  return steps.reduce<NodeProperties>((now, { to, up }) => ({ ...up(now), version: to }), config);
}

/** The properties with values for blank ones: what blank meant, if that has changed. */
export const filled = (config: NodeProperties, values: NodeProperties): NodeProperties => ({
  ...config,
  ...Object.fromEntries(Object.entries(values).filter(([property]) => isBlank(config[property]))),
});
