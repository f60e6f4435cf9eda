import { choice, columns, shape } from '../arguments';
import { layer } from '../entry';

/**
 * The entry of data into the network. Shape and columns come from the dataset if they are left open; a given shape may
 * rearrange the same numbers, `28, 28` for 784 columns. The network makes the input itself, so `call` passes it on.
 * `encoding` says how categories are encoded (see Encoding); `auto`: by index for a layer that looks up numbers.
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
