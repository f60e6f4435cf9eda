import {
  emptyNetwork,
  type InputArgs,
  inputCategories,
  inputShape,
  type NetworkSpec,
  type Pipeline,
  Tensor,
  TensorwireError,
} from '../../src';
import { defineNode } from '../shared/define';
import { append, chooseLayer, passOn } from '../shared/layers';
import { datasetOf } from '../shared/message';
import form from './form';

/** Starts a network with one input, whose shape comes from the data unless it is given. */
export default defineNode('nn-input', {}, live => {
  const chosen = chooseLayer(live, form.classes);
  const { columns, shape, encoding } = chosen.values as unknown as InputArgs;
  const start = (found: Pick<InputArgs, 'shape' | 'categories'>): NetworkSpec => {
    checkSize(shape, found.shape, live.subject);
    const args = { ...chosen.values, shape: shape ?? found.shape };
    return append(live, { ...chosen, args, found: { categories: found.categories } }, emptyNetwork());
  };
  const fromData = (pipeline: Pipeline | null) => ({
    shape: pipeline && inputShape(pipeline, columns, encoding),
    categories: pipeline && inputCategories(pipeline, columns),
  });
  return {
    part: {
      role: 'input',
      settings: chosen.values,
      pass: passing => ({ ...passing, network: start(fromData(passing.pipeline)) }),
    },
    handle(message) {
      const found = Tensor.is(message.payload)
        ? { shape: message.payload.shape.slice(1) }
        : fromData(datasetOf(message, live.subject).pipeline);
      return { ...message, network: passOn(live, start(found)) };
    },
  };
});

/** A shape may arrange the data's numbers anew; it must hold as many. */
function checkSize(wanted: readonly number[] | null, found: readonly number[] | null, subject: string): void {
  const size = (shape: readonly number[]) => shape.reduce((a, d) => a * d, 1);
  if (!wanted || !found || size(wanted) === size(found)) return;
  throw new TensorwireError(
    subject,
    `shape must hold ${size(found)} numbers a row, as the data do, received ${wanted.join('×')} = ${size(wanted)}`,
    { argument: 'shape', expected: found, received: wanted },
  );
}
