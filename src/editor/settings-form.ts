import { componentText } from '../catalogue/components';
import type { ComponentSpec } from '../catalogue/entry';
import { versionOf } from '../settings/migrations';
import type { NodeSettings } from '../settings/node-settings';
import type { Setting } from '../settings/setting';
import type { Field, NodeForm, Widget } from './form';

/** The form for a node's settings. */
export function formOf(type: string, settings: NodeSettings): NodeForm {
  const { properties, migrations, ...rest } = settings;
  const { name, ...own } = properties;
  const version = versionOf(migrations);
  return {
    type,
    ...rest,
    fields: Object.entries(own).map(([property, setting]) => fieldOf(property, setting)),
    ...(name && { named: true }),
    ...(version > 0 && { version }),
  };
}

/** Widgets that can show a hint in grey while they are empty. */
const HINTED: readonly string[] = ['text', 'secret', 'number', 'shape', 'names'];

/** The field for one of a node's own settings. If it may be blank, its hint says what that means. */
export function fieldOf(property: string, setting: Setting): Field {
  const { default: value, visibleWhen, required, unit } = setting;
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const widget = widgetOf(property, setting);
  const shown =
    widget.widget === 'part'
      ? componentText(value as ComponentSpec | null)
      : Array.isArray(value)
        ? value.join(', ')
        : value;
  const isRequired = required !== undefined && required.where === undefined;
  return {
    property,
    default: isEmpty ? (widget.widget === 'columns' ? 'auto' : '') : shown,
    ...widget,
    ...(isEmpty && !isRequired && HINTED.includes(widget.widget) && { hint: true }),
    ...(visibleWhen && { visibleWhen }),
    ...(required && { required: required.where ?? {} }),
    ...(unit !== undefined && { unit }),
  };
}

function widgetOf(property: string, { form }: Setting): Widget {
  switch (form.widget) {
    case 'number': {
      const { widget, min, max, integer } = form;
      return { widget, min, max, integer, ...('orAuto' in form && { orAuto: true }) };
    }
    case 'select': {
      const { options } = form;
      if (typeof options !== 'string') return { ...form, options };
      if (options === 'activations') throw new Error(`${property}: a node itself has no ${options}`);
      return { widget: 'part', list: options };
    }
    default:
      return form;
  }
}
