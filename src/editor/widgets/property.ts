import type { Widget } from './widget';

/** A path in the message, with Node-RED's own prefix `msg.`. */
export const property: Widget<'property'> = (field, { prefix, row }) => {
  const id = `${prefix}-${field.property}`;
  $(`#${id}`).typedInput({ default: 'msg', types: ['msg'] });
  // The field that is seen is made by Node-RED, and the label is of the one that it hides. Its text comes later.
  row.children('label').attr('id', `${id}-label`);
  row.find('.red-ui-typedInput-input').attr('aria-labelledby', `${id}-label`);
  return undefined;
};
