import type { Drift } from './drift';

const number = (value: number): string => String(Number(value.toPrecision(4)));
const percent = (share: number): string => `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))} %`;

/** A sentence that says how a column has drifted. `records`: how many recent ones were compared. */
export function driftText({ column, change }: Drift, records: number): string {
  const name = JSON.stringify(column);
  if (!change) return `${name} has drifted`;
  const { what, label = '', before, now } = change;
  const [was, is] = [percent(before), percent(now)];
  switch (what) {
    case 'median':
      return `${name} has drifted: its median was ${number(before)} in training, and is ${number(now)} in the last ${records} records`;
    case 'range':
      return `${name} has drifted: values ${label} were ${was} of the training rows, and are ${is} of the last ${records} records`;
    case 'label':
      return `${name} has drifted: ${JSON.stringify(label)} was ${was} of the training rows, and is ${is} of the last ${records} records`;
    case 'others':
      return `${name} has drifted: its rare values were ${was} of the training rows, and are ${is} of the last ${records} records`;
    case 'missing':
      return `${name} has drifted: values that are missing or new were ${was} of the training rows, and are ${is} of the last ${records} records`;
  }
}
