import { cast } from '../../graph';
import { activate, activation } from '../components';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';

/** y = activation(x), element by element (softmax: over the last axis). Shapes: [N, …] → the same. Source: keras.layers.Activation. */
export default layer('Activation', {
  family: 'activation',
  arguments: { activation: activation('relu') },
  inputs: 'one',
  call: ({ activation }, [x]) => activate(activation, cast(x!, 'float32')),
  mask: sameMask,
  label: ({ activation }) => activation,
});
