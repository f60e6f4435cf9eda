import type { ClassChoice } from '../settings/classes';
import type { NodeSettings } from '../settings/node-settings';
import type { Condition, NodeWidget } from '../settings/setting';

/** The edit dialog of a node as data: the HTML, the defaults and the help table follow from it. */

interface Common {
  /** the node's property, and the key of its label and tip in the node's locale */
  readonly property: string;
  readonly default: unknown;
  /** shown only if one of these holds */
  readonly visibleWhen?: readonly Condition[];
  /** an empty field has a meaning, shown in it in grey: `hint.<property>` of the node's locale */
  readonly hint?: true;
  /** an empty field is an error, if the condition holds */
  readonly required?: Condition;
  /** unit of a number, such as `s` */
  readonly unit?: string;
}

/**
 * One field of a form, by what the user sees: see NodeWidget, and
 * - `number`, `shape` ("28, 28, 1"): kept as text, so that they may be `${NAME}`, an environment variable
 * - `part`: an initializer, a regularizer or a constraint, with numbers if needed: `L2(0.01)`
 */
export type Field = Common & Widget;
export type Widget =
  | NodeWidget
  | {
      readonly widget: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
      /** `auto` is allowed too */
      readonly orAuto?: true;
    }
  | { readonly widget: 'checkbox' }
  | {
      readonly widget: 'shape';
      /** of each size: 1, or −1 if one may be left open */
      readonly min?: number;
      /** fractions are allowed */
      readonly fractions?: boolean;
    }
  | { readonly widget: 'part'; readonly list: 'initializers' | 'regularizers' | 'constraints' };

export interface Form
  extends Pick<
    NodeSettings,
    | 'group'
    | 'inputs'
    | 'outputs'
    | 'secondOutput'
    | 'layer'
    | 'outcome'
    | 'singleNodes'
    | 'sidebar'
    | 'reports'
    | 'label'
    | 'newNode'
    | 'more'
  > {
  readonly fields: readonly Field[];
  readonly classes?: ClassChoice;
  /** its name is more than a label on the canvas */
  readonly named?: true;
  /** of its properties, if it has migrations: see src/settings/migrations.ts */
  readonly version?: number;
}

/** Does the dialog show what the node will do? */
export const showsOutcome = ({ classes, layer, outcome }: Form): boolean =>
  layer === true || outcome === true || typeof classes?.of === 'object';

/** A form with its node type. */
export type NodeForm = Form & { readonly type: string };
