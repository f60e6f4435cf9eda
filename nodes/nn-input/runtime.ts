import { emptyNetwork, inputShape, type NetworkSpec, type Pipeline, Tensor, TensorwireError } from '../../src';
import { defineNode } from '../shared/define';
import { append, chooseLayer, passOn } from '../shared/layers';
import { datasetOf } from '../shared/message';
import form from './form';

/** Starts a network with one input, whose shape comes from the data unless it is given. */
export default defineNode('nn-input', {}, live => {
  const chosen = chooseLayer(live, form.classes);
  const { columns, shape, ...rest } = chosen.values as {
    readonly columns: readonly string[] | null;
    readonly shape: readonly number[] | null;
  };
  const start = (found: readonly number[] | null): NetworkSpec => {
    checkSize(shape, found, live.subject);
    const args = { ...rest, columns, shape: shape ?? found };
    return append(live, { ...chosen, args }, emptyNetwork());
  };
  const shapeOf = (pipeline: Pipeline): readonly number[] => inputShape(pipeline, columns);
  return {
    part: {
      role: 'input',
      settings: chosen.values,
      pass: passing => ({ ...passing, network: start(passing.pipeline && shapeOf(passing.pipeline)) }),
    },
    handle(message) {
      const found = Tensor.is(message.payload)
        ? message.payload.shape.slice(1)
        : shapeOf(datasetOf(message, live.subject).pipeline);
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
