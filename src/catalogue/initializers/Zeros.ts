import { filled } from '../distributions';
import { initializer } from '../entry';

/** All 0. Source: keras.initializers.Zeros. */
export default initializer('Zeros', { arguments: {}, values: (_, shape) => filled(shape, () => 0) });
