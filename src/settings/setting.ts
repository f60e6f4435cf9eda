import type { Argument } from '../catalogue/arguments';

/** A condition on other settings: each of these properties has one of these values. */
export type Condition = Readonly<Record<string, readonly string[]>>;

/**
 * How the dialog shows a setting, in addition to the kinds of catalogue arguments.
 * - `text`: as it is; `file`: a path, or one of `examples` while `source` is `example`
 * - `property`: a path in the message
 * - `names`: column names, separated by commas; stored as one name or a list
 * - `columns`: types of columns, `auto` or a list of { name, type }
 * - `choices`: any number of options; `auto` if none is chosen, else separated by commas
 * - `branches`: the nodes whose wires end here, in order; empty: as on the canvas, top to bottom
 * - `config`: a configuration node of a type
 * - `secret`: a text that Node-RED keeps among its encrypted credentials, and never in the flow file
 */
export type NodeWidget =
  | { readonly widget: 'text'; readonly pattern?: 'reference' | 'name' | 'layer' | 'sheet' | 'cluster' }
  | { readonly widget: 'file'; readonly examples: readonly string[] }
  | { readonly widget: 'select'; readonly options: readonly string[]; readonly texts?: OptionTexts }
  | { readonly widget: 'choices'; readonly options: readonly string[]; readonly texts?: OptionTexts }
  /** a number that may also be `auto` */
  | {
      readonly widget: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
      readonly orAuto: true;
    }
  | { readonly widget: 'property' }
  | { readonly widget: 'names'; readonly single?: true }
  | { readonly widget: 'columns' }
  | { readonly widget: 'branches' }
  | { readonly widget: 'config'; readonly type: string }
  | { readonly widget: 'secret' };

/**
 * Where the texts of a choice's options are: in the catalogue list of that name; nowhere, because they are names that
 * are the same in every language (`names`); or, for engines, in the node's locale, with a note if one is not installed.
 * Without this: in the node's locale.
 */
export type OptionTexts = 'losses' | 'metrics' | 'schedules' | 'names' | 'engines';

/**
 * One property of a node: its default, how its value from the form or a flow file is parsed and checked, and how the
 * dialog shows it. Arguments of the catalogue are settings too.
 */
export interface Setting<T = unknown> extends Pick<Argument<T>, 'default' | 'parse'> {
  readonly form: Argument['form'] | NodeWidget;
  /** It is shown and read only if one of these holds. */
  readonly visibleWhen?: readonly Condition[];
  /** It must not be blank, in general or if a condition holds. */
  readonly required?: Required;
  /** unit of a number, `s` */
  readonly unit?: string;
}
export interface Required {
  /** for errors: `the name of a column` */
  readonly expected: string;
  readonly where?: Condition;
}
export type SettingTable = Readonly<Record<string, Setting>>;
export type Settings<T extends SettingTable> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

/** A blank property has its default. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Does a condition hold, given the values of settings? */
export const holds = (condition: Condition, value: (property: string) => unknown): boolean =>
  Object.entries(condition).every(([property, wanted]) => wanted.includes(String(value(property))));

/** Is a setting shown, given the values of others? */
export const isVisible = (
  { visibleWhen }: Pick<Setting, 'visibleWhen'>,
  value: (property: string) => unknown,
): boolean => visibleWhen === undefined || visibleWhen.some(condition => holds(condition, value));
