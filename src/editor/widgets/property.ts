import type { Widget } from './widget';

/** A path in the message, with Node-RED's own prefix `msg.`. */
export const property: Widget<'property'> = (field, { prefix }) => {
  $(`#${prefix}-${field.property}`).typedInput({ default: 'msg', types: ['msg'] });
  return undefined;
};
