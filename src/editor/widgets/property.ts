import type { Widget } from './widget';

/** A path in the message, with Node-RED's own prefix `msg.`. */
export const property: Widget<'property'> = (field, { prefix, row }) => {
  $(`#${prefix}-${field.property}`).typedInput({ default: 'msg', types: ['msg'] });
  // The field that is seen is made by Node-RED, and the label is of the one that it hides.
  row.find('.red-ui-typedInput-input').attr('aria-label', row.children('label').text());
  return undefined;
};
