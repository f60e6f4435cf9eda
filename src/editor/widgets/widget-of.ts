import type { Field } from '../form';
import { branches } from './branches';
import { choices } from './choices';
import { cluster } from './cluster';
import { columns } from './columns';
import { engines } from './engines';
import { file } from './file';
import { layers } from './layers';
import { models } from './models';
import { names } from './names';
import { part } from './part';
import { property } from './property';
import { sheets } from './sheets';
import type { Place } from './widget';

/** Shows a field that is more than an input, and gives how it is read; undefined: Node-RED reads it by itself. */
export function widgetOf(field: Field, place: Place): (() => unknown) | undefined {
  switch (field.widget) {
    case 'property':
      return property(field, place);
    case 'choices':
      return choices(field, place);
    case 'names':
      return names(field, place);
    case 'columns':
      return columns(field, place);
    case 'branches':
      return branches(field, place);
    case 'file':
      return file(field, place);
    case 'part':
      return part(field, place);
    case 'text':
      if (field.pattern === 'reference') return models(field, place);
      if (field.pattern === 'layer') return layers(field, place);
      if (field.pattern === 'cluster') return cluster(field, place);
      return field.pattern === 'sheet' ? sheets(field, place) : undefined;
    case 'select':
      return field.texts === 'engines' ? engines(field, place) : undefined;
    default:
      return undefined;
  }
}
