import { initializer } from '../entry';
import { filled } from '../lib/initializers/distributions';

/** All 0. Source: keras.initializers.Zeros. */
export default initializer('Zeros', { arguments: {}, values: (_, shape) => filled(shape, () => 0) });
