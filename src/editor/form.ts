import type { Family } from '../catalogue/entry';

/** What the edit dialog of a node is made of. A form is data: the HTML, the defaults and the help table follow from it. */

export type Group = 'data' | 'layers' | 'training' | 'use' | 'config';

interface Common {
  /** the node's property, and the key of its label and tip in the node's locale */
  readonly property: string;
  readonly default: unknown;
  /** the property's name in the flows of 0.1.0 */
  readonly formerly?: string;
  /** what a node means that has no such property, because it was made before there was one; default: `default` */
  readonly earlier?: unknown;
  /** shown only while each of these properties has one of these values */
  readonly visibleWhen?: Readonly<Record<string, readonly string[]>>;
  /** an empty field means something, which stands in it in grey: `hint.<property>` of the node's locale */
  readonly hint?: true;
  /** an empty field is an error */
  readonly required?: boolean;
}

/**
 * One field of a form, by what the user sees.
 * - `text`: as it is; `file`: a path, or one of `examples` while `source` is `example`
 * - `number`, `shape` ("28, 28, 1"): kept as text, so that `${NAME}` of the environment can stand there
 * - `property`: a path in the message
 * - `names`: column names, separated by commas; kept as one name or a list
 * - `columns`: types of columns, `auto` or a list of { name, type }
 * - `choices`: any number of options; `auto` where none is chosen, else separated by commas
 * - `branches`: the nodes whose wires end here, in an order; empty: as they stand on the canvas, top to bottom
 * - `part`: an initializer, a regularizer or a constraint, with its numbers where wanted: `L2(0.01)`
 * - `config`: a configuration node of a type
 */
export type Field = Common &
  (
    | { readonly widget: 'text'; readonly pattern?: 'reference' | 'name' }
    | { readonly widget: 'file'; readonly examples: readonly string[] }
    | {
        readonly widget: 'number';
        readonly min?: number;
        readonly max?: number;
        readonly integer?: boolean;
        /** may be empty */
        readonly blank?: boolean;
      }
    | { readonly widget: 'checkbox' }
    | {
        readonly widget: 'select';
        readonly options: readonly string[];
        /** the options are shown as they are: names that are the same in every language */
        readonly raw?: boolean;
        /** the catalogue list that has the options' translations; or the engines, which may not all be installed */
        readonly list?: 'losses' | 'metrics' | 'schedules' | 'engines';
      }
    | { readonly widget: 'choices'; readonly options: readonly string[]; readonly list?: 'losses' | 'metrics' }
    | {
        readonly widget: 'shape';
        /** of each size: 1, or −1 where one may be left open */
        readonly min?: number;
        /** any numbers, not only whole ones */
        readonly fractions?: boolean;
      }
    | { readonly widget: 'property' }
    | {
        readonly widget: 'names';
        /** one name only */
        readonly single?: boolean;
      }
    | { readonly widget: 'columns' }
    | { readonly widget: 'branches' }
    | { readonly widget: 'part'; readonly list: 'initializers' | 'regularizers' | 'constraints' }
    | { readonly widget: 'config'; readonly type: string }
  );

/** A choice between the classes of a catalogue list; the arguments of the chosen one are shown below it. */
export interface ClassChoice {
  /** `layer`, `algorithm`; none: always the first class */
  readonly property?: string;
  readonly of: { readonly family: Family } | 'optimizers';
  /** the class of a new node */
  readonly first: string;
}

export interface Form {
  readonly group: Group;
  readonly inputs: 0 | 1;
  readonly outputs: number;
  readonly fields: readonly Field[];
  readonly classes?: ClassChoice;
  /** it adds a layer, though it has no choice of classes */
  readonly layer?: true;
  /** a node without a name is labelled by the first of these properties that is not empty */
  readonly label?: readonly string[];
}

/** Does the dialog say what the layer will do? */
export const showsOutcome = ({ classes, layer }: Form): boolean => layer === true || typeof classes?.of === 'object';

/** A form with the type that its folder gives it. */
export type NodeForm = Form & { readonly type: string };
