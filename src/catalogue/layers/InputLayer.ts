import { choice, columns, shape } from '../arguments';
import { layer } from '../entry';

/**
 * Where data enter the network. Shape and columns come from the dataset when they are left open; a shape that is given may
 * arrange the same numbers anew, `28, 28` for 784 columns. The network makes the input itself, so `call` passes it on.
 * `encoding` says how a column of categories enters: see Encoding; `auto`: by index for a layer that looks numbers up.
 * Shapes: → [N, …shape]. Source: keras.layers.InputLayer.
 */
export default layer('InputLayer', {
  family: 'input',
  arguments: {
    columns: columns(),
    encoding: choice(['auto', 'one-hot', 'index'], 'auto'),
    shape: shape(),
    dtype: choice(['float32', 'int32'], 'float32'),
  },
  inputs: 'none',
  call: (_, [x]) => x!,
  label: ({ shape }) => (shape === null ? 'from data' : shape.join('×')),
});
