import { Problem } from '../../errors';
import { reshape, size } from '../../graph';
import type { Shape } from '../../graph/types';
import { elements } from '../../shape';
import { integers } from '../arguments';
import { layer } from '../entry';

/**
 * Gives the numbers of a row another shape, row-major; one size may be −1, and follows from the others.
 * Shapes: [N, …] → [N, …targetShape]. Source: keras.layers.Reshape.
 */
export default layer('Reshape', {
  family: 'reshape',
  arguments: { targetShape: integers({ min: -1, default: [-1] }) },
  inputs: 'one',
  call: ({ targetShape }, [x]) => reshape(x!, [x!.shape[0]!, ...filled(targetShape, x!.shape)]),
  label: ({ targetShape }) => targetShape.join('×'),
  // TensorFlow.js leaves an unknown size unknown, which later layers may refuse.
  savedAs: ({ targetShape }, x) =>
    targetShape.includes(-1) ? { className: 'Reshape', args: { targetShape: filled(targetShape, x) } } : null,
});

function filled(target: readonly number[], x: Shape): readonly number[] {
  const numbers = size(x.slice(1)) as number;
  const known = elements(target.filter(d => d !== -1));
  const open = target.filter(d => d === -1).length;
  if (open === 0 ? known === numbers : open === 1 && known > 0 && numbers % known === 0)
    return target.map(d => (d === -1 ? numbers / known : d));
  throw new Problem(
    `targetShape must hold the ${numbers} numbers of a row [${x.slice(1).join(', ')}], received [${target.join(', ')}]`,
    { argument: 'targetShape', expected: numbers, received: target },
  );
}
