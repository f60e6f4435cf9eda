import type { ColumnDistribution } from '../../spec/column';
import type { Field } from '../form';

/** What a widget gets from its dialog. */
export interface Place {
  readonly node: EditorNode;
  /** `node-input` or `node-config-input` */
  readonly prefix: string;
  /** the field's row */
  readonly row: JQuery;
  /** the value to show first */
  readonly stored: unknown;
  /** the current value of another field */
  value(property: string): unknown;
  /** those of all fields, as Done would store them */
  values(): Readonly<Record<string, unknown>>;
  /** tells the dialog that the value has changed */
  changed(): void;
  /** the columns of the data, if they have been read; shared by the widgets of a dialog */
  readonly columns: ColumnView[];
}

/** A column of the data. */
export interface ColumnView {
  readonly name: string;
  readonly type: string;
  readonly examples: readonly unknown[];
  readonly missing: number;
  /** how its numbers are scaled by default */
  readonly scaling?: string;
  /** how its texts are parsed */
  readonly format?: { readonly decimal?: string; readonly date?: string };
  /** how its values are spread */
  readonly distribution?: ColumnDistribution;
  /** why the type is what it is, in words */
  readonly reason?: string;
  /** what may have been misread, and how the column is read, in sentences */
  readonly warnings?: readonly string[];
  readonly notes?: readonly string[];
  readonly problem?: { readonly row: number; readonly text: string };
}

/** A field that Node-RED cannot read by itself returns a function that reads it. */
export type Widget<W extends Field['widget']> = (
  field: Field & { widget: W },
  place: Place,
) => (() => unknown) | undefined;

/** A text of the shared locale. */
export const text = (key: string, values?: Readonly<Record<string, unknown>>): string =>
  RED._(`@tensorwire/node-red/tensorwire-editor:${key}`, values);

/** Node-RED's message for a failed request; undefined if there is none. */
export const answerOf = (failure: unknown): string | undefined =>
  (failure as { responseJSON?: { error?: string } }).responseJSON?.error;

/** The same, else how the request ended. */
export const reasonOf = (failure: unknown): string =>
  answerOf(failure) ?? (failure as { statusText?: string }).statusText ?? String(failure);

/** The content of an input or a select. */
export const written = (input: JQuery): string => String(input.val() ?? '');
